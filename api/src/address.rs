//! The address under which people reach this server, for what is printed and mailed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// A host and port that a browser of another machine can open. A server that listens on every address of its machine
/// is reached by the one that faces the network, or by `localhost` where there is none.
pub fn reachable(listening: SocketAddr) -> String {
    match host(listening.ip()) {
        Some(ip) => SocketAddr::new(ip, listening.port()).to_string(),
        None => format!("localhost:{}", listening.port()),
    }
}

/// The same of the setting `listen`, before anything listens; a name stays as it is.
pub fn reachable_text(listen: &str) -> String {
    listen.parse().map_or_else(|_| listen.to_owned(), reachable)
}

fn host(ip: IpAddr) -> Option<IpAddr> {
    if !ip.is_unspecified() {
        return Some(ip);
    }
    // Addresses kept for documentation. Connecting a datagram socket sends nothing: it asks which of the machine's
    // addresses the way to the network begins at.
    let v4 = || facing((Ipv4Addr::UNSPECIFIED, 0).into(), (Ipv4Addr::new(192, 0, 2, 1), 9).into());
    let v6 = || {
        let outside = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
        facing((Ipv6Addr::UNSPECIFIED, 0).into(), (outside, 9).into())
    };
    if ip.is_ipv4() { v4() } else { v4().or_else(v6) }
}

fn facing(from: SocketAddr, to: SocketAddr) -> Option<IpAddr> {
    let socket = UdpSocket::bind(from).ok()?;
    socket.connect(to).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_unspecified() && !ip.is_loopback()).then_some(ip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_an_address_that_is_none() {
        for listen in ["0.0.0.0:8371", "[::]:8371"] {
            let address = reachable_text(listen);
            assert!(address.ends_with(":8371"), "{address}");
            assert!(!address.starts_with("0.0.0.0") && !address.starts_with("[::]"), "{address}");
        }
        assert_eq!(reachable_text("127.0.0.1:80"), "127.0.0.1:80");
        assert_eq!(reachable_text("lianxin.example:443"), "lianxin.example:443");
    }
}
