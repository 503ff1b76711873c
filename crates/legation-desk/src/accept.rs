//! The accept loop: connections with limits on time, size and number, and a stop that lets answers finish.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use legation::error::{Error, Kind};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

use crate::cache::Cache;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::readers::Readers;
use crate::settings::Settings;
use crate::timed::Timed;
use crate::world::World;
use crate::{reply, route};

/// A desk that listens.
pub struct Desk {
    listener: std::net::TcpListener,
    pub(crate) shared: Arc<Shared>,
}

/// What every connection works with.
pub(crate) struct Shared {
    pub settings: Settings,
    pub hosts: Vec<String>,
    pub readers: Arc<Readers>,
    pub cache: Cache,
    pub limits: Limits,
    pub metrics: Metrics,
    pub world: Arc<World>,
    pub stopping: AtomicBool,
    open: Mutex<Vec<Arc<Connection>>>,
}

/// A connection, so that an idle one can make room.
#[derive(Default)]
struct Connection {
    answering: AtomicBool,
    leave: Notify,
}

impl Desk {
    /// Opens the archive and the port.
    pub fn open(settings: Settings) -> Result<Desk, Error> {
        settings.check()?;
        let readers = Arc::new(Readers::open(settings.archive.clone(), settings.readers)?);
        let failed = |e: std::io::Error| {
            Error::new(Kind::Configuration, "opening the desk")
                .at(settings.address.to_string())
                .because(e.to_string())
                .hint("--port N takes another port; --port 0 any that is free")
        };
        let listener = std::net::TcpListener::bind(settings.address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        let world =
            World { knowledge: legation::link::Knowledge::builtin(), negotiations: settings.negotiations.clone() };
        let shared = Shared {
            hosts: settings.host_names(bound),
            settings,
            readers,
            cache: Cache::default(),
            limits: Limits::default(),
            metrics: Metrics::default(),
            world: Arc::new(world),
            stopping: AtomicBool::new(false),
            open: Mutex::new(Vec::new()),
        };
        Ok(Desk { listener, shared: Arc::new(shared) })
    }

    /// Where it listens.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    /// Answers until `stop` is done, then lets what is under way finish for up to ten seconds.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), Error> {
        let failed = |e: std::io::Error| Error::new(Kind::Internal, "listening").because(e.to_string());
        let listener = TcpListener::from_std(self.listener).map_err(failed)?;
        let shared = self.shared;
        let (stopping, stopped) = watch::channel(false);
        let warmed = shared.clone();
        tokio::spawn(async move { route::warm(&warmed).await });
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    if let Some(own) = admit(&shared) {
                        tokio::spawn(connection(stream, own, shared.clone(), stopped.clone()));
                    }
                }
                // No file handle was free, or the client left at once: the next may do better.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        drop(listener);
        shared.stopping.store(true, Ordering::Release);
        let _ = stopping.send(true);
        drop(stopped);
        // Each connection holds a receiver: when all are gone, every answer is out.
        let _ = tokio::time::timeout(Duration::from_secs(10), stopping.closed()).await;
        Ok(())
    }
}

/// Runs a desk on threads of its own until the process is told to stop.
pub fn serve(desk: Desk) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(std::thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 8)))
        .max_blocking_threads(64)
        .build()
        .map_err(|e| Error::new(Kind::Internal, "starting the desk").because(e.to_string()))?;
    let done = runtime.block_on(desk.run(told_to_stop()));
    // Questions that are still running are not waited for.
    runtime.shutdown_timeout(Duration::from_millis(500));
    done
}

async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
        else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Takes a connection in. Where there are too many, the one that has been silent longest goes:
/// somebody who opens thousands and says nothing must not keep others out. None where all of them
/// are being answered.
fn admit(shared: &Shared) -> Option<Arc<Connection>> {
    let mut open = shared.open.lock().unwrap_or_else(PoisonError::into_inner);
    if open.len() >= shared.settings.max_connections {
        let silent = open.iter().position(|c| !c.answering.load(Ordering::Acquire))?;
        open.remove(silent).leave.notify_one();
        shared.metrics.evicted.fetch_add(1, Ordering::Relaxed);
    }
    let own = Arc::new(Connection::default());
    open.push(own.clone());
    shared.metrics.connections.store(open.len() as u64, Ordering::Relaxed);
    Some(own)
}

async fn connection(stream: TcpStream, own: Arc<Connection>, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let client = stream.peer_addr().map(|a| a.ip()).ok();
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(route::Client(client));
        let (shared, own) = (shared.clone(), own.clone());
        async move {
            own.answering.store(true, Ordering::Release);
            let started = Instant::now();
            let mut answer = route::answer(request, &shared).await;
            reply::harden(&mut answer);
            shared.metrics.count(answer.status().as_u16(), started.elapsed());
            own.answering.store(false, Ordering::Release);
            Ok::<_, Infallible>(answer)
        }
    });
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(shared.settings.head_time)
        .max_buf_size(64 * 1024)
        .max_headers(100)
        .half_close(false)
        .keep_alive(true);
    let stream = Box::pin(Timed::new(stream, shared.settings.idle_time));
    let mut served = pin!(protocol.serve_connection(TokioIo::new(stream), service));
    let mut leaving = false;
    loop {
        tokio::select! {
            // Errors are the client's: it left, dribbled, or spoke something else.
            _ = served.as_mut() => break,
            () = own.leave.notified() => break,
            _ = stopped.changed(), if !leaving => {
                leaving = true;
                served.as_mut().graceful_shutdown();
            }
        }
    }
    let mut open = shared.open.lock().unwrap_or_else(PoisonError::into_inner);
    open.retain(|c| !Arc::ptr_eq(c, &own));
    shared.metrics.connections.store(open.len() as u64, Ordering::Relaxed);
}
