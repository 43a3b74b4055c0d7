//! A release binary carries `dist/` inside, so it is made again when the web was. A debug build reads the files where they
//! are and need not wait.

fn main() {
    println!("cargo::rerun-if-changed=embed/build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=dist");
        println!("cargo::rerun-if-changed=locales");
    }
}
