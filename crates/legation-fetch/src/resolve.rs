//! Names become addresses; tests hand in a resolver of their own.

use std::net::{IpAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Duration;

/// Tells the addresses of a name.
pub trait Resolve: Send + Sync {
    /// All addresses of a host, or why there are none.
    fn resolve(&self, host: &str, patience: Duration) -> Result<Vec<IpAddr>, String>;
}

/// The system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Resolve for System {
    fn resolve(&self, host: &str, patience: Duration) -> Result<Vec<IpAddr>, String> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let asked = (host.to_owned(), 0);
        // The system's call cannot be cut short: its thread is left behind.
        std::thread::spawn(move || {
            let found = asked.to_socket_addrs().map(|all| all.map(|a| a.ip()).collect::<Vec<_>>());
            let _ = sender.send(found.map_err(|e| e.to_string()));
        });
        receiver.recv_timeout(patience).unwrap_or_else(|_| Err("the name is not resolved in time".to_owned()))
    }
}
