//! The box's side of the office: a listener of its own, which knows no cookie and no page.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context;
use poem::{
    Body, EndpointExt, Response, Route, Server, handler,
    http::StatusCode,
    listener::{Acceptor, Listener, TcpListener},
    post,
    web::{Data, Path},
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{
    Ask, Empty, Forget, IsSealedTwice, KeepOpenings, Open, Openings, Ping, Print, PrintBatch, PutOpening,
    SlipsUsed, SlipsValid, Stop, TakeOffFirst, Void, envelope::Letterbox,
};
use crate::{
    ballot_box::{BallotBox, service::Announced},
    error::{ApiError, Refusal},
    keyring::Keyring,
};

/// Largest question: the keys of a large county, some 10 MB of them.
const LARGEST: usize = 64 << 20;

struct Counter {
    boxed: BallotBox,
    letterbox: Letterbox,
}

/// Answers the registrar at this address until told to stop. Returns where it listens.
pub async fn open(
    address: &str,
    boxed: BallotBox,
    keyring: Keyring,
    stopping: CancellationToken,
) -> anyhow::Result<(Option<SocketAddr>, JoinHandle<std::io::Result<()>>)> {
    let acceptor = TcpListener::bind(address.to_owned())
        .into_acceptor()
        .await
        .with_context(|| format!("the ballot box's office cannot listen on {address}"))?;
    let bound = acceptor.local_addr().into_iter().find_map(|local| local.as_socket_addr().copied());
    let counter = Counter { boxed, letterbox: Letterbox::new(keyring) };
    let routes = Route::new().at("/office/:name", post(answer)).data(Arc::new(counter));
    let serving = tokio::spawn(Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(
        routes,
        async move { stopping.cancelled().await },
        Some(crate::http::PATIENCE),
    ));
    Ok((bound, serving))
}

#[handler]
async fn answer(Data(counter): Data<&Arc<Counter>>, Path(name): Path<String>, body: Body) -> Response {
    let Ok(sealed) = body.into_bytes_limit(LARGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into();
    };
    let Some(question) = counter.letterbox.open(&name, &sealed) else {
        let process = counter.letterbox.process.clone();
        return Response::builder().status(StatusCode::CONFLICT).body(process);
    };
    match done(&counter.boxed, &name, &question).await {
        Some(answer) => Response::builder().body(counter.letterbox.answer(&name, &sealed, &answer)),
        None => StatusCode::NOT_FOUND.into(),
    }
}

/// Does what is asked; nothing when nobody knows what that is.
async fn done(boxed: &BallotBox, name: &str, question: &[u8]) -> Option<Vec<u8>> {
    Some(match name {
        Announced::NAME => said::<Announced>(boxed, question).await,
        Open::NAME => said::<Open>(boxed, question).await,
        Print::NAME => said::<Print>(boxed, question).await,
        PrintBatch::NAME => said::<PrintBatch>(boxed, question).await,
        SlipsValid::NAME => said::<SlipsValid>(boxed, question).await,
        SlipsUsed::NAME => said::<SlipsUsed>(boxed, question).await,
        Void::NAME => said::<Void>(boxed, question).await,
        Stop::NAME => said::<Stop>(boxed, question).await,
        TakeOffFirst::NAME => said::<TakeOffFirst>(boxed, question).await,
        IsSealedTwice::NAME => said::<IsSealedTwice>(boxed, question).await,
        Empty::NAME => said::<Empty>(boxed, question).await,
        PutOpening::NAME => said::<PutOpening>(boxed, question).await,
        KeepOpenings::NAME => said::<KeepOpenings>(boxed, question).await,
        Openings::NAME => said::<Openings>(boxed, question).await,
        Forget::NAME => said::<Forget>(boxed, question).await,
        Ping::NAME => said::<Ping>(boxed, question).await,
        _ => return None,
    })
}

async fn said<A: Ask>(boxed: &BallotBox, question: &[u8]) -> Vec<u8> {
    let done = match serde_json::from_slice::<A>(question) {
        Ok(ask) => ask.done(boxed).await,
        Err(error) => Err(ApiError::internal(error)),
    };
    let said: Result<A::Answer, Refusal> = done.map_err(|error| {
        error.note();
        Refusal::from(error)
    });
    serde_json::to_vec(&said).expect("an answer is plain data")
}
