//! Phones that all rate at once, for `bench/run --only ratings`: every household of a list takes a ballot and casts it,
//! and what the machine could do at best stands beside it. Prints JSON.
//!
//!     rating-load ORIGIN ROUND KEYS HOUSEHOLDS CLIENTS FOLDER
//!
//! KEYS is the folder of the county's key ring, HOUSEHOLDS a file with a number a line, FOLDER an empty one on the disk of
//! the databases.
#![allow(clippy::unwrap_used, reason = "a measurement stops at the first thing that is wrong")]

mod limit;
mod wire;

use std::{collections::HashMap, path::Path, thread};

use api::keyring::{Absent, Keyring};
use domain::rating::HouseholdCode;
use serde_json::{Value, json};
use tests::{
    Person,
    phone::{BALLOTS, Phone, published_keys},
};
use uuid::Uuid;

use wire::{Load, Measured, request};

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [origin, round, keys, households, clients, folder] = arguments.as_slice() else {
        eprintln!("rating-load ORIGIN ROUND KEYS HOUSEHOLDS CLIENTS FOLDER");
        std::process::exit(2);
    };
    let round: Uuid = round.parse().unwrap();
    let load =
        Load { host: origin.trim_start_matches("http://").to_owned(), clients: clients.parse().unwrap() };
    let ring = Keyring::load(Path::new(keys), Absent::Refused).unwrap();
    let numbers = std::fs::read_to_string(households).unwrap();
    let codes: Vec<_> =
        numbers.lines().map(|number| HouseholdCode::derive(ring.card_key(), number, 1)).collect();

    let browser = Person::new(origin);
    let published: HashMap<_, _> = published_keys(&browser, round).await.0.into_iter().collect();
    let opened = open(&load, &codes, round).await;
    let phones: Vec<Phone> = on_all_cores(&opened, |page| {
        let key = published[&page.official].clone();
        Phone::new(browser.clone(), page.mark.clone(), round, page.official.clone(), key)
    });

    let questions = phones.iter().zip(&opened).map(|(phone, page)| {
        let question = phone.question(&phone.blinded.message).to_string();
        request("POST", "/h/rate/issue", &load.host, Some(&page.cookie), Some(&question))
    });
    let issued = load.send(questions.collect()).await;
    let answers: Vec<(&Phone, Value)> = phones
        .iter()
        .zip(issued.replies.iter().map(|reply| serde_json::from_slice(&reply.body).unwrap()))
        .collect();
    let ballots: Vec<Vec<u8>> = on_all_cores(&answers, |(phone, answer)| {
        let ballot = phone.ballot(&phone.unblind(answer), "satisfied").to_string();
        request("POST", BALLOTS, &load.host, None, Some(&ballot))
    });
    let cast = load.send(ballots).await;

    let rows = phones.len();
    let set_sql = limit::set_sql(Path::new(folder), rows).await;
    let report = json!({
        "households": rows, "clients": load.clients,
        "issued": told(&issued), "cast": told(&cast),
        "signing": limit::signing(), "set_sql": set_sql.many, "one_by_one": set_sql.single,
    });
    println!("{report}");
}

fn told(measured: &Measured) -> Value {
    json!({
        "per_second": measured.per_second(), "p50": measured.milliseconds(50), "p99": measured.milliseconds(99),
        "busy": measured.busy,
    })
}

/// The rating page as a household's browser has it.
struct Page {
    cookie: String,
    mark: String,
    official: String,
}

/// Opens the pages of all households; nothing of it is measured.
async fn open(load: &Load, codes: &[HouseholdCode], round: Uuid) -> Vec<Page> {
    let letters =
        codes.iter().map(|code| request("GET", &format!("/R/{}", code.as_str()), &load.host, None, None));
    let cookies: Vec<String> =
        load.send(letters.collect()).await.replies.into_iter().map(|reply| reply.cookie.unwrap()).collect();
    let pages = cookies.iter().map(|cookie| request("GET", "/h/rate", &load.host, Some(cookie), None));
    let pages = load.send(pages.collect()).await.replies;
    let round = format!("data-round=\"{round}\"");
    let said = |text: &str, name: &str| {
        let after = text.split_once(&format!("{name}=\"")).unwrap().1;
        after.split('"').next().unwrap().to_owned()
    };
    let page = |(cookie, reply): (String, wire::Reply)| {
        let text = String::from_utf8(reply.body).unwrap();
        let section = text.split("<section").find(|part| part.contains(&round)).unwrap();
        Page { cookie, mark: said(&text, "data-mark"), official: said(section, "data-official") }
    };
    cookies.into_iter().zip(pages).map(page).collect()
}

/// The arithmetic of the phones, which is not what is measured.
fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = &work;
    thread::scope(|scope| {
        let share = items.len().div_ceil(cores).max(1);
        let tasks: Vec<_> = items
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().map(work).collect::<Vec<_>>()))
            .collect();
        tasks.into_iter().flat_map(|task| task.join().unwrap()).collect()
    })
}
