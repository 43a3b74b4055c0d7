//! Listening, with or without TLS, and an orderly end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use poem::{
    Endpoint, EndpointExt, Request, Server,
    listener::{Acceptor, Listener, RustlsCertificate, RustlsConfig, TcpListener},
    middleware::Compression,
    web::CompressionLevel,
};
use tokio_util::sync::CancellationToken;

use super::routes;
use crate::{app::App, config::Settings, tls};

/// How long requests under way may take to end when the program is asked to stop.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A little larger than with the usual level, for a third of the work.
const QUICKLY: CompressionLevel = CompressionLevel::Precise(2);

/// Serves the county until the program is asked to stop. `ready` is told the address people can open.
pub async fn serve(app: Arc<App>, ready: impl FnOnce(&str)) -> anyhow::Result<()> {
    listen(&app.settings, routes(app.clone()), app.stopping.clone(), |bound| {
        app.listens(bound);
        ready(&app.own_url());
    })
    .await
}

/// Serves at the address of the settings until told to stop. `ready` is told where it listens.
pub async fn listen(
    settings: &Settings,
    endpoint: impl Endpoint + 'static,
    stopping: CancellationToken,
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let address = settings.listen.clone();
    let in_use = || {
        format!("cannot listen on {address}; another program may use this port (choose another: --listen)")
    };
    let tcp = TcpListener::bind(address.clone());
    match (&settings.tls_cert, &settings.tls_key) {
        (Some(cert), Some(key)) => {
            tls::settle_cryptography();
            let read = |path: &std::path::Path| {
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
            };
            let certificate = RustlsCertificate::new().cert(read(cert)?).key(read(key)?);
            let mut acceptor = tcp
                .rustls(RustlsConfig::new().fallback(certificate))
                .into_acceptor()
                .await
                .with_context(in_use)?;
            // The acceptor reads its certificate when it is first asked. Unasked, it would turn the first caller away.
            let _ = tokio::time::timeout(Duration::ZERO, acceptor.accept()).await;
            run(endpoint, acceptor, stopping, ready).await
        }
        _ => run(endpoint, tcp.into_acceptor().await.with_context(in_use)?, stopping, ready).await,
    }
}

async fn run<A: Acceptor + 'static>(
    endpoint: impl Endpoint + 'static,
    acceptor: A,
    stopping: CancellationToken,
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let bound = acceptor.local_addr().into_iter().find_map(|local| local.as_socket_addr().copied());
    if let Some(bound) = bound {
        ready(bound);
    }
    Server::new_with_acceptor(acceptor)
        .run_with_graceful_shutdown(
            endpoint.with(Compression::new().with_quality(QUICKLY)).around(plainly),
            async move { stopping.cancelled().await },
            Some(PATIENCE),
        )
        .await?;
    Ok(())
}

/// A compressed event stream would keep events back until a block is full: streams go out as they are.
async fn plainly<E: Endpoint>(next: Arc<E>, mut request: Request) -> poem::Result<E::Output> {
    if request.uri().path().ends_with("/events") {
        request.headers_mut().remove("accept-encoding");
    }
    next.call(request).await
}
