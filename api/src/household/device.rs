//! The marker of a device: a sealed cookie below `/h` that ends with the day, in which the device itself carries which
//! ballots were taken on it. The county stores nothing of it.

use std::sync::Arc;

use chrono::Duration;
use data_encoding::BASE64URL_NOPAD;
use poem::web::cookie::{Cookie, CookieJar, SameSite};
use uuid::Uuid;

use super::resident::Resident;
use crate::{
    app::App,
    clock::china_midnight,
    keyring::Purpose,
    rating::watch::{Device, brought_together},
};

const COOKIE: &str = "device";
const PATH: &str = "/h";
const CONTEXT: &[u8] = b"device marker";

/// Notes that this device has taken a ballot. What is noticed never keeps a household from its ballot.
pub(super) async fn took(resident: &Resident, jar: &CookieJar, round_id: Uuid, official: &str) {
    let app = &resident.app;
    let mut device = read(app, jar);
    let Some(same) = device.take(app, resident.household.id, official) else { return };
    jar.add(marker(app, &device));
    if let Err(error) = brought_together(app, &device, round_id, official, same).await {
        tracing::warn!(error = format!("{error:?}"), "a flag of a device cannot be raised");
    }
}

fn read(app: &App, jar: &CookieJar) -> Device {
    let today = app.clock.today();
    let opened = jar.get(COOKIE).and_then(|cookie| {
        let sealed = BASE64URL_NOPAD.decode(cookie.value_str().as_bytes()).ok()?;
        let plain = app.keyring.open_with(Purpose::Cookie, CONTEXT, &sealed).ok()?;
        serde_json::from_slice::<Device>(&plain).ok()
    });
    opened.filter(|device| device.is_of(today)).unwrap_or_else(|| Device::new(today))
}

fn marker(app: &Arc<App>, device: &Device) -> Cookie {
    let plain = serde_json::to_vec(device).expect("plain data");
    let sealed = app.keyring.seal_with(Purpose::Cookie, CONTEXT, &plain);
    let mut cookie = Cookie::new_with_str(COOKIE, BASE64URL_NOPAD.encode(&sealed));
    cookie.set_path(PATH);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(app.settings.tls_cert.is_some());
    let midnight = china_midnight(app.clock.today()) + Duration::days(1);
    cookie.set_max_age((midnight - app.clock.now()).to_std().unwrap_or_default());
    cookie
}
