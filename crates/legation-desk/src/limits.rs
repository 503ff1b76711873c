//! How many sums one client may ask to be made afresh: what others have asked for costs nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use hyper::StatusCode;

use crate::problem::Problem;

/// What each client has left. Clients are told apart by the address that the connection comes from: what
/// a header says of it is not believed, so that behind a proxy all are one.
#[derive(Default)]
pub(crate) struct Limits {
    left: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

/// Clients that are remembered; those that have all left go first.
const CLIENTS: usize = 10_000;

impl Limits {
    /// Takes one from what a client has left of so many a minute.
    pub fn take(&self, client: IpAddr, a_minute: u32) -> Result<(), Problem> {
        let most = f64::from(a_minute.max(1));
        let a_second = most / 60.0;
        let now = Instant::now();
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let filled =
            |(had, since): (f64, Instant)| (had + now.duration_since(since).as_secs_f64() * a_second).min(most);
        if left.len() >= CLIENTS {
            left.retain(|_, held| filled(*held) < most);
        }
        let key = network(client);
        let has = left.get(&key).map_or(most, |held| filled(*held));
        if has < 1.0 {
            let wait = ((1.0 - has) / a_second).ceil();
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("this address asked for more than {a_minute} new sums in a minute"),
            )
            .hint("lists of rows, and sums that were asked for a moment ago, have no such limit")
            .header("retry-after", format!("{wait:.0}")));
        }
        // Thousands of strangers at once: nobody is refused for want of memory.
        if left.len() < 2 * CLIENTS || left.contains_key(&key) {
            left.insert(key, (has - 1.0, now));
        }
        Ok(())
    }
}

/// In IPv6 one client has a whole network of addresses.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_does_not_use_up_what_another_has() {
        let limits = Limits::default();
        let (one, other) = ("192.0.2.1".parse().expect("an address"), "192.0.2.2".parse().expect("an address"));
        assert!((0..5).all(|_| limits.take(one, 5).is_ok()));
        let refused = limits.take(one, 5).expect_err("five a minute");
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(limits.take(other, 5).is_ok());
        let (near, far) = ("2001:db8::1".parse().expect("an address"), "2001:db8::2".parse().expect("an address"));
        assert!(limits.take(near, 1).is_ok() && limits.take(far, 1).is_err(), "one network is one client");
    }
}
