use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{Answer, Running};

fn hasty(name: &str) -> Running {
    Running::start(name, |s| {
        s.head_time = Duration::from_millis(400);
        s.idle_time = Duration::from_millis(800);
        s.body_time = Duration::from_millis(400);
        s.max_connections = 32;
        s.token = Some(legation_desk::Token::new(super::TOKEN).expect("a token"));
    })
}

fn connect(desk: &Running) -> TcpStream {
    let stream = TcpStream::connect(desk.address).expect("the desk listens");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a limit");
    stream
}

/// How long it takes until the desk closes.
fn closed(stream: &mut TcpStream) -> (Duration, Vec<u8>) {
    let started = Instant::now();
    let mut got = Vec::new();
    let _ = stream.read_to_end(&mut got);
    (started.elapsed(), got)
}

#[test]
fn slow_clients_are_let_go_and_others_are_served_meanwhile() {
    let desk = hasty("slow");
    let mut silent = connect(&desk);
    let mut begun = connect(&desk);
    begun.write_all(b"GET /events.json HT").expect("written");
    // A byte now and then is not progress: the whole head has one limit.
    let mut dribbling = connect(&desk);
    let mut written = dribbling.try_clone().expect("a second handle");
    let dribble = std::thread::spawn(move || {
        for byte in b"GET /events.json HTTP/1.1\r\nhost: x\r\nx: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" {
            if written.write_all(&[*byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let mut half = connect(&desk);
    let head = format!(
        "POST /rulings/merge HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{",
        desk.address,
        super::TOKEN
    );
    half.write_all(head.as_bytes()).expect("written");
    let started = Instant::now();
    assert_eq!(desk.get("/events.json").status, 200);
    assert!(started.elapsed() < Duration::from_secs(2), "others are not kept waiting");
    for (name, stream) in [("silent", &mut silent), ("begun", &mut begun), ("dribbling", &mut dribbling)] {
        let (took, got) = closed(stream);
        assert!(took < Duration::from_secs(3), "{name} was kept for {took:?}");
        assert!(!String::from_utf8_lossy(&got).contains("200 OK"), "{name}");
    }
    let (took, got) = closed(&mut half);
    assert!(took < Duration::from_secs(3), "a body was waited for: {took:?}");
    assert_eq!(Answer::of(&got).map(|a| a.status), Some(408));
    dribble.join().expect("it stops when the connection is gone");
}

#[test]
fn who_does_not_read_is_let_go() {
    let desk = hasty("unread");
    let mut deaf = connect(&desk);
    // Many answers that nobody takes fill every buffer between us.
    let one = format!("GET /openapi.json HTTP/1.1\r\nhost: {}\r\n\r\n", desk.address);
    deaf.set_write_timeout(Some(Duration::from_millis(500))).expect("a limit");
    for _ in 0..400 {
        if deaf.write_all(one.as_bytes()).is_err() {
            break;
        }
    }
    std::thread::sleep(Duration::from_millis(2_000));
    let open = desk.get("/metrics").text();
    let open = open.lines().find_map(|l| l.strip_prefix("legation_connections ")).and_then(|n| n.parse::<u32>().ok());
    assert_eq!(open, Some(1), "only the one that asks is left");
}

#[test]
fn a_crowd_of_silent_connections_keeps_nobody_out() {
    let desk = Running::start("crowd", |s| s.max_connections = 32);
    let crowd: Vec<TcpStream> = (0..300).map(|_| connect(&desk)).collect();
    for _ in 0..20 {
        let started = Instant::now();
        assert_eq!(desk.get("/events.json?limit=1").status, 200);
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    }
    assert_eq!(crowd.len(), 300);
    let evicted = desk.get("/metrics").text();
    let evicted = evicted.lines().find_map(|l| l.strip_prefix("legation_evicted_total ")).map(str::to_owned);
    assert!(evicted.and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n >= 200));
}

#[test]
fn the_stop_lets_an_answer_finish_and_closes_the_rest() {
    let mut desk = Running::start("stop", |_| {});
    let mut idle = connect(&desk);
    let mut kept = connect(&desk);
    let ask = format!("GET /overview.json HTTP/1.1\r\nhost: {}\r\n\r\n", desk.address);
    kept.write_all(ask.as_bytes()).expect("written");
    let mut first = [0u8; 15];
    kept.read_exact(&mut first).expect("an answer begins");
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    let started = Instant::now();
    desk.stop.take().expect("it runs").send(()).expect("it hears");
    let (_, rest) = closed(&mut kept);
    assert!(String::from_utf8_lossy(&rest).trim_end().ends_with('}'), "the answer is whole");
    closed(&mut idle);
    assert!(desk.thread.take().expect("it ran").join().expect("no panic"), "it ends well");
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(TcpStream::connect(desk.address).is_err(), "nobody listens any more");
}

#[test]
fn one_client_cannot_have_sums_made_without_end() {
    let desk = Running::start("limits", |s| s.sums_a_minute = Some(4));
    let ask = |n: usize| desk.get(&format!("/network.json?from=2024-01-{:02}", n + 1));
    let answers: Vec<Answer> = (0..8).map(ask).collect();
    let refused: Vec<&Answer> = answers.iter().filter(|a| a.status == 429).collect();
    // The clock runs while they are asked: one or two may have been filled up again.
    assert!((2..=4).contains(&refused.len()), "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    assert!(!refused[0].header("retry-after").is_empty());
    assert_eq!(ask(0).status, 200, "what was made already costs nothing");
    assert_eq!(desk.get("/events.json").status, 200, "rows have no such limit");
    let other = "x-forwarded-for: 192.0.2.9\r\nforwarded: for=192.0.2.9\r\n";
    let spoofed: Vec<u16> =
        (0..4).map(|n| desk.get_with(&format!("/network.json?to=2024-02-{:02}", n + 1), other).status).collect();
    assert!(spoofed.contains(&429), "a header makes no other client: {spoofed:?}");
}
