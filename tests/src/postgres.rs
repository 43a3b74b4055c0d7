//! Databases of our own on the PostgreSQL server that the tests are given.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

/// The server; `scripts/test` starts one and says where it is.
fn server() -> String {
    std::env::var("LIANXIN_TEST_POSTGRES_URL")
        .expect("LIANXIN_TEST_POSTGRES_URL must name a PostgreSQL server; `make test` starts one")
}

/// The address of a database on the server.
fn address(name: &str) -> String {
    let server = server();
    let (base, options) =
        server.split_once('?').map_or((server.as_str(), ""), |(base, options)| (base, options));
    let (base, _) = base
        .rsplit_once('/')
        .filter(|(base, _)| base.contains("://") && !base.ends_with('/'))
        .unwrap_or((base, ""));
    if options.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{options}") }
}

async fn admin() -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(server());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// A new database, empty or a copy of another that nobody is connected to: its address and its name.
pub async fn create(template: Option<&str>) -> (String, String) {
    let name = format!("lianxin_{}", crate::new_id().simple());
    let admin = admin().await;
    let from = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}{from}")).await.unwrap();
    admin.close().await.unwrap();
    (address(&name), name)
}

/// Removes a database, cutting off whoever still uses it.
pub(crate) async fn remove(name: &str) {
    let admin = admin().await;
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
    admin.close().await.unwrap();
}
