//! `legation desk`: the archive as a web page and as data, on one port of this machine.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use legation::error::{Error, Kind};
use legation_desk::{Desk, Settings, Token};

use crate::complain;
use crate::exit::Exit;
use crate::record::Place;

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    /// The port; 0 takes any that is free
    #[arg(long, default_value_t = 8470)]
    port: u16,
    /// The address to listen on; any but this machine's own needs a token
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// A further name under which the desk is called, as behind a proxy
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// A file with the token; LEGATION_TOKEN by default
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A folder of negotiation tables
    #[arg(long, value_name = "FOLDER")]
    negotiations: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  legation desk --archive talks.sqlite
  legation desk --port 0 --negotiations examples/negotiation
  curl 'http://127.0.0.1:8470/events.json?dyad=ARM,AZE&limit=5'

The desk only reads, unless there is a token: with `Authorization: Bearer TOKEN` rulings on identity
may be posted. It says where it listens on standard output and stops on SIGTERM or Ctrl-C.";

pub(crate) fn run(options: &Options) -> Exit {
    match opened(options).and_then(legation_desk::serve) {
        Ok(()) => Exit::Ok,
        Err(error) => complain(&error),
    }
}

fn opened(options: &Options) -> Result<Desk, Error> {
    let mut settings = Settings::new(options.place.path(), SocketAddr::new(options.bind, options.port));
    settings.hosts.clone_from(&options.host);
    settings.negotiations.clone_from(&options.negotiations);
    settings.token = token(options)?;
    let desk = Desk::open(settings)?;
    if let Some(address) = desk.address() {
        let mut out = std::io::stdout().lock();
        // Whoever started it may have closed its output; the desk runs all the same.
        let _ = writeln!(out, "http://{address}/").and_then(|()| out.flush());
    }
    Ok(desk)
}

/// The token from a file or the environment; never from an option, which others can see.
fn token(options: &Options) -> Result<Option<Token>, Error> {
    if let Some(path) = &options.token_file {
        let text = std::fs::read_to_string(path).map_err(|e| {
            Error::new(Kind::Configuration, "reading the token").at(path.display().to_string()).because(e.to_string())
        })?;
        return Token::new(&text).map(Some);
    }
    match std::env::var("LEGATION_TOKEN") {
        Ok(text) if !text.is_empty() => Token::new(&text).map(Some),
        _ => Ok(None),
    }
}
