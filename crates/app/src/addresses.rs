//! Under which addresses people reach the server.

use std::net::{IpAddr, SocketAddr};

/// What to type into a browser to reach a server that listens on `bound`; on this machine first.
///
/// A server on all networks is reachable under every address of the machine.
#[must_use]
pub fn to_open(bound: SocketAddr) -> Vec<String> {
    let url = |host: String| format!("http://{host}:{}", bound.port());
    if !bound.ip().is_unspecified() {
        return vec![url(host(bound.ip()))];
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut reachable: Vec<IpAddr> = interfaces
        .iter()
        .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
        .map(if_addrs::Interface::ip)
        .filter(|address| bound.is_ipv6() || address.is_ipv4())
        .collect();
    reachable.sort_unstable();
    reachable.dedup();
    let others = reachable.into_iter().map(|address| url(host(address)));
    [url("localhost".to_owned())].into_iter().chain(others).collect()
}

fn host(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("[{v6}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_has_one_address_and_all_have_localhost_first() {
        let one = to_open("127.0.0.1:3000".parse().unwrap());
        assert_eq!(one, ["http://127.0.0.1:3000"]);
        let six = to_open("[::1]:3000".parse().unwrap());
        assert_eq!(six, ["http://[::1]:3000"]);
        let all = to_open("0.0.0.0:3000".parse().unwrap());
        assert_eq!(all[0], "http://localhost:3000");
        assert!(all.iter().all(|url| !url.contains('[')), "{all:?}");
    }
}
