//! The desk as its users and its enemies call it: bytes in, bytes out.

/// Requests that should get nothing: size, path, host, method, framing, forwarding.
mod hostile;
/// The curl examples of the README.
mod readme;
/// Every address of the description, with its parameters and fields.
mod routes;
/// Clients that are slow, many, or leave; and the stop.
mod slow;
/// Tokens, rulings, and who may not write.
mod writing;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use legation::read::{self, Given};
use legation::record::{Alert, Archive, Batch, Condition, Entry, Run, Writer};
use legation::time::Date;
use legation::{link, reading};
use legation_desk::{Desk, Settings, Token};

const TOKEN: &str = "0123456789abcdef-of-a-test";

/// A desk that answers until the process ends.
struct Running {
    address: SocketAddr,
    archive: PathBuf,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<bool>>,
}

impl Running {
    /// Opens a desk with some changes to the usual settings.
    fn start(name: &str, change: impl FnOnce(&mut Settings)) -> Running {
        let archive = archive(name);
        let mut settings = Settings::new(archive.clone(), SocketAddr::from(([127, 0, 0, 1], 0)));
        settings.negotiations = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/negotiation"));
        change(&mut settings);
        let desk = Desk::open(settings).expect("the desk opens");
        let address = desk.address().expect("an address");
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            let done = runtime.block_on(desk.run(async {
                let _ = stopped.await;
            }));
            runtime.shutdown_timeout(Duration::from_millis(200));
            done.is_ok()
        });
        Running { address, archive, stop: Some(stop), thread: Some(thread) }
    }

    /// The desk that tests share which do not change it.
    fn shared() -> &'static Running {
        static SHARED: OnceLock<Running> = OnceLock::new();
        SHARED.get_or_init(|| Running::start("shared", |s| s.token = Some(Token::new(TOKEN).expect("a token"))))
    }

    fn get(&self, target: &str) -> Answer {
        self.get_with(target, "")
    }

    /// A GET with further header lines, each ended with CR LF.
    fn get_with(&self, target: &str, headers: &str) -> Answer {
        let answer = self.send(
            format!("GET {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{headers}\r\n", self.address).as_bytes(),
        );
        answer.unwrap_or_else(|| panic!("no answer to {target}"))
    }

    /// Bytes as they are; none where the desk closes without an answer.
    fn send(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address).expect("the desk listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
        // It may close before everything is sent.
        let _ = stream.write_all(bytes);
        let mut got = Vec::new();
        let _ = stream.read_to_end(&mut got);
        Answer::of(&got)
    }
}

/// A response, taken apart.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Option<Answer> {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|l| l.split_once(':'))
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Answer { status, headers, body: bytes[end + 4..].to_vec() })
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Invented articles: a denial, a promise, copies, two versions of a page, and text that would like to run.
const ARTICLES: &[(&str, &str, &str, &str)] = &[
    (
        "https://a.example/1",
        "The Harbour Times",
        "2024-03-04",
        "Chile and Peru hold talks in Lima\n\nThe foreign minister of Chile visited Peru on Monday. Chile will open \
         the northern port by 1 June 2024, the minister said. According to rumours, Bolivia is considering leaving \
         the talks. Chile accused Bolivia of blocking the railway. \
         “The sea belongs to nobody and the trains to all of us,” the minister said.",
    ),
    (
        "https://b.example/2",
        "Northern Post",
        "2024-03-05",
        "Bolivia denies leaving\n\nBolivia denied that it would leave the talks on Tuesday. Peru criticized Chile \
         over the port. Chile and Peru signed an agreement on the transit corridor in Lima, officials said.",
    ),
    (
        "https://c.example/3",
        "<script>alert(1)</script>",
        "2024-03-06",
        "Ministers meet in Santiago “again”\n\nThe president of Chile met the president of Peru in Santiago on \
         Wednesday. <img src=x onerror=alert(1)> Bolivia threatened to close the railway, an aide said.",
    ),
    (
        "https://a.example/1",
        "The Harbour Times",
        "2024-03-07",
        "Chile and Peru hold talks in Lima\n\nThe foreign minister of Chile visited Peru on Monday. Chile will open \
         the northern port by 1 July 2024, the minister said. Chile accused Bolivia of blocking the railway.",
    ),
];

/// An archive of the invented articles.
fn archive(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("desk-{name}.sqlite"));
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        let _ = std::fs::remove_file(PathBuf::from(file));
    }
    let mut archive = Archive::open_or_create(&path).expect("a new archive");
    let batch: Vec<Batch> = ARTICLES
        .iter()
        .map(|(url, publisher, day, text)| {
            let given = Given {
                url: Some((*url).to_owned()),
                publisher: Some((*publisher).to_owned()),
                published: day.parse().ok(),
                language: Some("en".to_owned()),
                ..Given::default()
            };
            let reading = reading::of_article(read::given(text, given), link::Knowledge::builtin());
            Batch { entry: Entry::of(&reading, Date::constant(2024, 4, 1)), input: None }
        })
        .collect();
    let run = Run {
        kind: "record".to_owned(),
        started: "2024-04-01T00:00:00Z".to_owned(),
        settings: "test".to_owned(),
        data_digest: String::new(),
        note: "test".to_owned(),
    };
    Writer::new(&mut archive, run.clone()).write(&batch).expect("the articles are written");
    let alert = Alert {
        name: "<script>alert(1)</script>".to_owned(),
        who: "CHL-PER".to_owned(),
        days: 7,
        condition: Condition::AtLeast(1),
        ..Alert::default()
    };
    legation::record::keep(&mut archive, &alert, &run).expect("the alert is kept");
    path
}
