//! Which addresses lie in the open internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address may be asked: none that is private, of this machine or link, multicast, reserved, of
/// a provider's inside, or another address in disguise.
///
/// ```
/// use legation_fetch::is_public;
/// assert!(is_public("93.184.216.34".parse().unwrap()));
/// assert!(!is_public("::ffff:10.0.0.1".parse().unwrap()));
/// ```
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => four_is_public(four),
        IpAddr::V6(six) => six_is_public(six),
    }
}

/// First address and length of the prefix, from IANA's registry of special-purpose IPv4 addresses.
const FOUR: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared by the customers of a provider.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local; clouds answer with credentials at 169.254.169.254.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // A cloud's own machines.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn four_is_public(address: Ipv4Addr) -> bool {
    let bits = u32::from(address);
    FOUR.iter().all(|(first, length)| (bits ^ u32::from(*first)) >> (32 - length) != 0)
}

fn six_is_public(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let embedded = |high: u16, low: u16| four_is_public(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match parts {
        // IPv4 in IPv6 notation, and behind a translator (NAT64): as good as what it stands for.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        // Tunnels (Teredo, 6to4), benchmarks, ORCHIDs, documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x2002, ..] => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // ISATAP: an IPv4 address of the inside in the lower half.
        [_, _, _, _, 0 | 0x200, 0x5efe, high, low] if !embedded(high, low) => false,
        // Global unicast; all else is loopback, unique local, link-local, multicast or unassigned.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn both_ends_of_every_range() {
        let no = "0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255 \
                  169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.1 192.0.2.9 192.88.99.1 \
                  192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.7 203.0.113.7 168.63.129.16 224.0.0.1 \
                  239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:192.168.1.1 ::7f00:1 \
                  64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 \
                  2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:c0a8:101::1 3fff::1 fc00::1 fd12:3456::1 fe80::1 \
                  fec0::1 ff02::1 2a00:1450::5efe:a00:1 5f00::1 4000::1";
        for text in no.split_whitespace() {
            assert!(!is_public(text.parse().expect("an address")), "{text} passes");
        }
        let yes = "1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 \
                   169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 \
                   223.255.255.255 2a00:1450:4001::200e 2606:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101 2001:4860:4860::8888";
        for text in yes.split_whitespace() {
            assert!(is_public(text.parse().expect("an address")), "{text} is refused");
        }
    }
}
