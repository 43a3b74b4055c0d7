//! A certificate authority of the demo's own, so that phones in the room can speak HTTPS with it: the offline app
//! and the camera need that. A real county brings its certificate by `--tls-cert` and `--tls-key`.

use std::{
    fs,
    io::Write,
    net::IpAddr,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::Context;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// Settles which cryptography TLS uses: two of our libraries bring one each, and rustls will not guess.
pub fn settle_cryptography() {
    // An error says that it is settled already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Where the authority's certificate and the server's certificate and key are.
#[derive(Clone, Debug)]
pub struct LocalCertificate {
    /// To be installed on the phones.
    pub authority: PathBuf,
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// The certificate in `folder`, made with its authority when it is not there. `host` is what people will type.
pub fn local(folder: &Path, host: &str) -> anyhow::Result<LocalCertificate> {
    let files = LocalCertificate {
        authority: folder.join("authority.pem"),
        cert: folder.join(format!("{host}.pem")),
        key: folder.join(format!("{host}.key")),
    };
    if files.cert.exists() && files.key.exists() && files.authority.exists() {
        return Ok(files);
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let authority_key = key_pair(&folder.join("authority.key"))?;
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(DnType::CommonName, "lianxin demo authority");
    if !files.authority.exists() {
        let certificate = authority.self_signed(&authority_key)?;
        fs::write(&files.authority, certificate.pem())?;
    }
    let server_key = key_pair(&files.key)?;
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    if !names.iter().any(|name| name == host)
        && host.parse::<IpAddr>().map_or(true, |ip| !ip.is_unspecified())
    {
        names.push(host.to_owned());
    }
    let mut server = CertificateParams::new(names)?;
    server.distinguished_name.push(DnType::CommonName, host);
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let signed = server.signed_by(&server_key, &Issuer::new(authority, authority_key))?;
    fs::write(&files.cert, signed.pem())?;
    Ok(files)
}

/// The key in a file, made when it is not there and readable by its owner only.
fn key_pair(path: &Path) -> anyhow::Result<KeyPair> {
    if path.exists() {
        return Ok(KeyPair::from_pem(&fs::read_to_string(path)?)?);
    }
    let key = KeyPair::generate()?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.serialize_pem().as_bytes())?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_start_keeps_the_certificate_that_phones_have_learnt_to_trust() {
        let dir = tempfile::tempdir().unwrap();
        let first = local(dir.path(), "127.0.0.1").unwrap();
        let pem = fs::read(&first.cert).unwrap();
        assert_eq!(fs::read(local(dir.path(), "127.0.0.1").unwrap().cert).unwrap(), pem);
    }
}
