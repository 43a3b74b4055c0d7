//! Logs and metrics. A path may carry a code and a query a name, so neither is ever written down: a request is
//! known by its operation.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use poem::{Endpoint, IntoResponse, Request, Response, handler};
use poem_openapi::OperationId;

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

fn recorder() -> Option<&'static PrometheusHandle> {
    RECORDER
        .get_or_init(|| {
            PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Full("lianxin_request_seconds".to_owned()), &BUCKETS)
                .ok()?
                .install_recorder()
                .ok()
        })
        .as_ref()
}

/// Figures in Prometheus text format.
#[handler]
pub(super) fn figures() -> Response {
    let text = recorder().map(PrometheusHandle::render).unwrap_or_default();
    text.with_content_type("text/plain; version=0.0.4").into_response()
}

/// Counts and times a request, and logs it by its operation.
pub(super) async fn watch<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    recorder();
    let method = request.method().clone();
    #[allow(clippy::disallowed_methods, reason = "a stopwatch for metrics; no rule depends on it")]
    let started = Instant::now();
    let response = next.call(request).await.map(IntoResponse::into_response)?;
    let seconds = started.elapsed().as_secs_f64();
    let operation = response.data::<OperationId>().map_or("page", |id| id.0);
    let status = response.status().as_u16();
    let labels = [("operation", operation.to_owned()), ("status", status.to_string())];
    ::metrics::counter!("lianxin_requests_total", &labels).increment(1);
    ::metrics::histogram!("lianxin_request_seconds", "operation" => operation.to_owned()).record(seconds);
    tracing::debug!(%method, operation, status, seconds, "request");
    Ok(response)
}
