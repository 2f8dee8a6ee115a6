//! `marsad serve`: an archive on the web.

use super::archive_options::{ArchiveOptions, stop};
use super::{DataOptions, Exit, Stop};
use crate::serve::{App, Settings, router};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Where and how pages are served.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    archive: ArchiveOptions,
    #[command(flatten)]
    listen: ListenOptions,
    #[command(flatten)]
    data: DataOptions,
}

/// Where and for whom, for `serve` and `watch --serve`.
#[derive(Debug, clap::Args)]
pub struct ListenOptions {
    /// Address and port. Other than this machine's own needs people who may log in, and TLS or a proxy
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7460")]
    listen: SocketAddr,
    /// Certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A proxy in front ends TLS and sets X-Forwarded-For
    #[arg(long, conflicts_with = "tls_cert")]
    behind_proxy: bool,
    /// Hide names of private persons from readers
    #[arg(long)]
    public: bool,
    /// Reading needs a log-in too
    #[arg(long)]
    closed: bool,
    /// Requests a minute from one address; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 600)]
    rate: u32,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    if !o.archive.archive.is_file() {
        return Err(Stop::Usage(format!("{}: no archive here; make one with marsad ingest", o.archive.archive.display())));
    }
    let server = Server::start(&o.listen, &o.archive, &o.data)?;
    server.wait(&stop());
    Ok(Exit::Fine)
}

/// A server that runs.
pub struct Server {
    app: Arc<App>,
    keeper: std::thread::JoinHandle<()>,
    thread: std::thread::JoinHandle<std::io::Result<()>>,
    handle: axum_server::Handle<SocketAddr>,
}

impl Server {
    /// Opens the archive, makes the first view and serves it from threads of its own.
    ///
    /// # Errors
    /// If the archive cannot be read, the address cannot be had, or it is public and not safe.
    pub fn start(o: &ListenOptions, archive: &ArchiveOptions, data: &DataOptions) -> Result<Self, Stop> {
        let public_address = !o.listen.ip().is_loopback();
        if public_address && o.tls_cert.is_none() && !o.behind_proxy {
            return Err(Stop::Usage(format!(
                "{} can be reached by others: give --tls-cert and --tls-key, or --behind-proxy if a proxy ends TLS",
                o.listen
            )));
        }
        let in_use = |e: std::io::Error| Stop::Usage(format!("cannot listen at {}: {e}; choose another with --listen", o.listen));
        // before the archive is read, so that a taken port is told at once
        let listener = TcpListener::bind(o.listen).map_err(in_use)?;
        listener.set_nonblocking(true).map_err(in_use)?;
        let address = listener.local_addr().map_err(in_use)?;
        let tls = o.tls_cert.as_ref().zip(o.tls_key.as_ref());
        let settings = Settings {
            archive: archive.archive.clone(),
            public: o.public,
            behind_proxy: o.behind_proxy,
            tls: tls.is_some(),
            closed: o.closed,
            rate: o.rate,
        };
        let app = App::open(settings, Arc::new(data.knowledge()?))?;
        if (public_address || o.closed) && app.desk.people()?.iter().all(|p| p.ended.is_some()) {
            return Err(Stop::Usage("nobody may log in yet: add people with marsad user add NAME --role admin".into()));
        }
        let handle = axum_server::Handle::new();
        let service = router(&app).into_make_service_with_connect_info::<SocketAddr>();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(64).build().map_err(Stop::Output)?;
        let config = match tls {
            None => None,
            Some((cert, key)) => Some(
                runtime
                    .block_on(axum_server::tls_rustls::RustlsConfig::from_pem_file(cert, key))
                    .map_err(|e| Stop::Usage(format!("{} or {} cannot be used: {e}", cert.display(), key.display())))?,
            ),
        };
        let (own, scheme) = (handle.clone(), if config.is_some() { "https" } else { "http" });
        let thread = std::thread::spawn(move || {
            runtime.block_on(async move {
                match config {
                    None => axum_server::from_tcp(listener)?.handle(own).serve(service).await,
                    Some(c) => axum_server::from_tcp_rustls(listener, c)?.handle(own).serve(service).await,
                }
            })
        });
        let view = app.view();
        super::complain(&format_args!(
            "{}, {}: {scheme}://{address}/",
            crate::data::count(view.documents.len(), "report"),
            crate::data::count(view.incidents.len(), "incident"),
        ));
        let keeper = app.keep();
        Ok(Self { app, keeper, thread, handle })
    }

    /// Serves until `ended` is set or the server fails.
    pub fn wait(self, ended: &AtomicBool) {
        while !ended.load(Ordering::Relaxed) && !self.thread.is_finished() {
            std::thread::sleep(Duration::from_millis(100));
        }
        self.end();
    }

    /// Ends it: open requests may finish.
    pub fn end(self) {
        self.handle.graceful_shutdown(Some(Duration::from_secs(2)));
        self.app.ended.store(true, Ordering::Relaxed);
        self.keeper.thread().unpark();
        if let Ok(Err(e)) = self.thread.join() {
            super::complain(&e);
        }
        let _ = self.keeper.join();
    }
}
