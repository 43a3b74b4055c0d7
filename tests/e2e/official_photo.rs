//! Officials' photos: small, drawn anew, seen by households.

use std::io::{Cursor, Write};

use image::{ImageFormat, Rgb, RgbImage};
use reqwest::{Method, multipart};
use serde_json::{Value, json};
use tests::{Answer, County, Person, on_both};

use crate::household::{household, resident};

fn picture(width: u32, height: u32, shade: u8, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([shade, 90, 60])).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

async fn put(person: &Person, path: &str, bytes: Vec<u8>) -> Answer {
    person.send(person.request(Method::PUT, path).header("content-type", "image/jpeg").body(bytes)).await
}

async fn upload(person: &Person, files: &[(&str, Vec<u8>)]) -> Answer {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let form = multipart::Form::new().part("file", multipart::Part::bytes(bytes).file_name("photos.zip"));
    person.send(person.request(Method::POST, "/api/official-photos").multipart(form)).await
}

async fn photo_of(county: &County, id: &str) -> Option<String> {
    let shown = county.person("office").await.look(&format!("/api/officials/{id}")).await;
    shown["photo"].as_str().map(str::to_owned)
}

on_both!(a_household_sees_its_officials_photo_and_without_one_his_initial, |county| {
    let (official, _) = household(&county).await;
    let own = official.look("/api/me").await["official"].clone();
    let (id, name) = (own["id"].as_str().unwrap(), own["name"].as_str().unwrap());
    let hr = county.person("hr").await;
    let path = format!("/api/officials/{id}/photo");
    official.delete(&path).await.expect_problem(403, "forbidden");
    let family = resident(&county).await;
    assert!(!family.get("/h").await.text.contains("<img"));

    let first = put(&hr, &path, picture(900, 1200, 200, ImageFormat::Jpeg)).await.expect(200);
    let first = first["address"].as_str().unwrap().to_owned();
    assert_eq!(photo_of(&county, id).await.as_deref(), Some(first.as_str()));
    let seen = image::load_from_memory(&county.stranger().fetch(&first).await).unwrap();
    assert_eq!((seen.width(), seen.height()), (168, 224));
    for page in ["/h", "/h/rate"] {
        let text = family.get(page).await.text;
        assert!(
            text.contains(&format!("src=\"{first}\"")) && text.contains("loading=\"lazy\""),
            "{page}: {text}"
        );
        assert!(text.contains(&format!("alt=\"{name}的照片\"")), "{page}: {text}");
    }

    let second = put(&hr, &path, picture(300, 300, 20, ImageFormat::Jpeg)).await.expect(200);
    assert_ne!(second["address"], first.as_str());
    assert_eq!(county.stranger().get(&first).await.status, 404, "what was replaced is gone");
    put(&hr, &path, b"no picture".to_vec()).await.expect_problem(422, "photo_unreadable");
    assert_eq!(hr.delete(&path).await.status, 204);
    hr.delete(&path).await.expect_problem(404, "not_found");
    assert_eq!(photo_of(&county, id).await, None);
    assert!(!family.get("/h").await.text.contains("<img"));
});

on_both!(an_archive_of_photos_is_taken_by_numbers_and_says_what_it_did_not_take, |county| {
    let office = county.person("office").await;
    let officials = office.look("/api/officials?limit=3").await["items"].as_array().unwrap().clone();
    let number = |at: usize| officials[at]["number"].as_str().unwrap();
    let same = picture(300, 400, 120, ImageFormat::Png);
    let files = [
        (format!("photos/{}.jpg", number(0)), same.clone()),
        (format!("{}.png", number(1).to_lowercase()), same),
        (format!("{}.jpg", number(2)), b"no picture".to_vec()),
        ("A99998.jpg".to_owned(), picture(50, 50, 1, ImageFormat::Jpeg)),
        ("__MACOSX/._x.jpg".to_owned(), b"of an operating system".to_vec()),
    ];
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let report: Value = upload(&office, &files).await.expect(200);
    let unfit = format!("{}.jpg", number(2));
    assert_eq!(report, json!({ "kept": 2, "unknown": ["A99998.jpg"], "unfit": [unfit] }));
    let id = |at: usize| officials[at]["id"].as_str().unwrap();
    // Two with the very same picture: dropping one leaves the other.
    assert_eq!(photo_of(&county, id(0)).await, photo_of(&county, id(1)).await);
    assert_eq!(office.delete(&format!("/api/officials/{}/photo", id(0))).await.status, 204);
    let left = photo_of(&county, id(1)).await.unwrap();
    assert_eq!(county.stranger().get(&left).await.status, 200);

    let form = multipart::Form::new().part("file", multipart::Part::text("no archive").file_name("x.zip"));
    let wrong = office.request(Method::POST, "/api/official-photos").multipart(form);
    office.send(wrong).await.expect_problem(422, "archive_unreadable");
});
