//! Photos of visits: the picture and nothing else, sealed, once.

use std::{fs, io::Cursor, path::Path};

use image::{ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, County, Person, new_id, on_both};
use uuid::Uuid;

use crate::visit::own_household;

const SECRET: &str = "GPS 35.7901N 118.6312E";

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let shade = |part: u32, of: u32| u8::try_from(part * 255 / of).unwrap();
    let picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb([shade(x, width), shade(y, height), shade(x + y, width + height)])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG as a camera writes it: held sideways, with the place beside the picture.
fn photo() -> Vec<u8> {
    let plain = picture(400, 300, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(SECRET.as_bytes());
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], [0xff, 0xe1].as_slice(), length.as_slice(), exif.as_slice(), &plain[2..]].concat()
}

async fn put(person: &Person, path: &str, kind: &str, bytes: Vec<u8>) -> Answer {
    person.send(person.request(Method::PUT, path).header("content-type", kind.to_owned()).body(bytes)).await
}

async fn bytes(person: &Person, path: &str) -> Vec<u8> {
    let answer = person.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    answer.bytes().await.unwrap().to_vec()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn files(folder: &Path, into: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, into) } else { into.push(fs::read(path).unwrap()) }
    }
}

fn stored(county: &County) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    files(&county.folder.path().join("blobs"), &mut all);
    all
}

async fn visited(official: &Person) -> (Value, Uuid) {
    let household = own_household(official).await;
    let id = new_id();
    let form =
        json!({ "household_id": household["id"], "claimed_at": "2026-11-20T03:00:00Z", "topic": "family" });
    official.put(&format!("/api/visits/{id}"), &form).await.expect(201);
    (household, id)
}

on_both!(a_photo_keeps_the_picture_and_nothing_of_where_it_was_taken, |county| {
    let official = county.person("official").await;
    let (household, visit) = visited(&official).await;
    let before = stored(&county).len();
    let (id, sent) = (new_id(), photo());
    assert!(holds(&sent, SECRET.as_bytes()), "the camera wrote it");
    let path = format!("/api/visits/{visit}/photos/{id}");
    let all = (0..10).map(|_| {
        let (official, path, sent) = (official.clone(), path.clone(), sent.clone());
        tokio::spawn(async move { put(&official, &path, "image/jpeg", sent).await.status.as_u16() })
    });
    let mut statuses = Vec::new();
    for one in all.collect::<Vec<_>>() {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [[200_u16; 9].as_slice(), &[201]].concat());
    let shown =
        official.look(&format!("/api/visits?household_id={}", household["id"].as_str().unwrap())).await;
    let shown =
        shown["items"].as_array().unwrap().iter().find(|one| one["id"] == json!(visit)).unwrap().clone();
    assert_eq!(shown["photos"], json!([id]));

    let kept = bytes(&official, &path).await;
    assert!(!holds(&kept, SECRET.as_bytes()) && !holds(&kept, b"Exif"), "what the camera wrote is gone");
    let opened = image::load_from_memory(&kept).unwrap();
    assert_eq!((opened.width(), opened.height()), (300, 400), "turned as the camera was held");
    let on_disk = stored(&county);
    assert_eq!(on_disk.len(), before + 1, "once");
    for file in on_disk {
        assert!(!holds(&file, SECRET.as_bytes()) && !holds(&file, &kept[..64]) && !holds(&file, b"JFIF"));
    }
    let other = picture(80, 60, ImageFormat::Png);
    put(&official, &path, "image/png", other.clone()).await.expect_problem(409, "photo_id_used");
    for number in 2..=9 {
        let path = format!("/api/visits/{visit}/photos/{}", new_id());
        let added = put(&official, &path, "image/png", other.clone()).await.expect(201);
        assert_eq!((&added["width"], &added["height"]), (&json!(80), &json!(60)), "{number}");
    }
    let tenth = format!("/api/visits/{visit}/photos/{}", new_id());
    put(&official, &tenth, "image/png", other).await.expect_problem(422, "too_many_photos");
});

/// The check sum that PNG puts behind each of its parts.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
    };
    !bytes.iter().fold(u32::MAX, step)
}

on_both!(a_picture_made_to_exhaust_the_server_is_refused_before_it_is_opened, |county| {
    let official = county.person("official").await;
    let (_, visit) = visited(&official).await;
    let path = || format!("/api/visits/{visit}/photos/{}", new_id());
    let mut png = picture(64, 64, ImageFormat::Png);
    png[16..20].copy_from_slice(&20_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&20_000_u32.to_be_bytes());
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    put(&official, &path(), "image/png", png).await.expect_problem(413, "photo_too_large");
    let mut jpeg = picture(64, 64, ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a baseline JPEG");
    jpeg[frame + 5..frame + 7].copy_from_slice(&20_000_u16.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&20_000_u16.to_be_bytes());
    put(&official, &path(), "image/jpeg", jpeg).await.expect_problem(413, "photo_too_large");
    let page = b"<html>".to_vec();
    put(&official, &path(), "image/jpeg", page.clone()).await.expect_problem(422, "photo_unreadable");
    put(&official, &path(), "text/html", page).await.expect_problem(415, "unsupported_media_type");
});

on_both!(a_photo_is_for_those_who_see_the_visit, |county| {
    let official = county.person("official").await;
    let (_, visit) = visited(&official).await;
    let path = format!("/api/visits/{visit}/photos/{}", new_id());
    put(&official, &path, "image/jpeg", photo()).await.expect(201);
    let office = county.person("office").await;
    bytes(&office, &path).await;
    let journal = county.person("auditor").await.look("/api/journal?action=look_at_photo").await;
    assert_eq!(journal["items"].as_array().unwrap().len(), 1, "the office's look, not the official's own");
    county.person("hr").await.get(&path).await.expect_problem(403, "forbidden");

    let visits = office.look("/api/visits?limit=200").await;
    let own = own_household(&official).await["official"]["id"].clone();
    let foreign =
        visits["items"].as_array().unwrap().iter().find(|one| one["official"]["id"] != own).unwrap();
    let foreign = foreign["id"].as_str().unwrap();
    let elsewhere = format!("/api/visits/{foreign}/photos/{}", new_id());
    put(&official, &elsewhere, "image/jpeg", photo()).await.expect_problem(404, "not_found");
    let moved = path.replace(&visit.to_string(), foreign);
    office.get(&moved).await.expect_problem(404, "not_found");
});
