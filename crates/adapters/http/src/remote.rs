//! Where a request comes from.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    net::{IpAddr, SocketAddr},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header::HeaderMap};
use ipnet::IpNet;

/// The far end of a request, seen through trusted proxies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Remote {
    /// Its network address, where it is known.
    pub address: Option<IpAddr>,
    /// Whether it speaks https.
    pub is_secure: bool,
}

/// Proxies that tell the truth about whom they speak for. What anybody else says of it is ignored.
///
/// A trusted proxy has to set `X-Forwarded-For` (or, if it never sends that, `Forwarded`) itself:
/// what it passes on untouched would be believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// The text is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is neither an address nor a network like 10.0.0.0/8")]
pub struct InvalidNetwork(String);

impl TrustedProxies {
    /// Reads addresses and networks: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
    ///
    /// # Errors
    /// When a text is neither.
    pub fn parse(texts: &[impl AsRef<str>]) -> Result<Self, InvalidNetwork> {
        let network = |text: &str| {
            text.parse()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| InvalidNetwork(text.into()))
        };
        texts.iter().map(|text| network(text.as_ref().trim())).collect::<Result<_, _>>().map(Self)
    }

    /// Who stands behind `peer`.
    #[must_use]
    pub fn remote(&self, peer: Option<SocketAddr>, is_secure: bool, headers: &HeaderMap) -> Remote {
        let Some(peer) = peer.map(|peer| peer.ip().to_canonical()) else {
            return Remote { address: None, is_secure };
        };
        if !self.trust(peer) {
            return Remote { address: Some(peer), is_secure };
        }
        let told = forwarded(headers);
        // Each proxy appends whom it heard it from, so the truth ends, from the right, at the first one
        // whom we do not trust.
        let address = told.addresses.iter().rev().find(|address| !self.trust(**address));
        let address = address.or(told.addresses.first()).copied().unwrap_or(peer);
        Remote { address: Some(address), is_secure: told.is_secure.unwrap_or(is_secure) }
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl Remote {
    /// The far end of a request that passed [`crate::observe`]; else the peer itself.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let noted = request.extensions().get::<Self>().copied();
        noted.unwrap_or_else(|| {
            let is_secure = request.app_config().secure();
            TrustedProxies::default().remote(request.peer_addr(), is_secure, request.headers())
        })
    }
}

impl FromRequest for Remote {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// What proxies say, the client's end first.
#[derive(Default)]
struct Forwarded {
    addresses: Vec<IpAddr>,
    is_secure: Option<bool>,
}

fn forwarded(headers: &HeaderMap) -> Forwarded {
    let listed: Vec<&str> = values(headers, "x-forwarded-for").collect();
    if listed.is_empty() {
        return standard_forwarded(headers);
    }
    let proto = values(headers, "x-forwarded-proto").next_back();
    Forwarded {
        // Beyond an entry that is no address nothing can be told.
        addresses: trailing(listed.into_iter().map(address)),
        is_secure: proto.map(|proto| proto.eq_ignore_ascii_case("https")),
    }
}

/// The header of RFC 7239.
fn standard_forwarded(headers: &HeaderMap) -> Forwarded {
    let elements: Vec<&str> = values(headers, "forwarded").collect();
    let addresses = trailing(elements.iter().map(|element| parameter(element, "for").and_then(address)));
    let proto = elements.last().and_then(|element| parameter(element, "proto"));
    Forwarded { addresses, is_secure: proto.map(|proto| proto.eq_ignore_ascii_case("https")) }
}

/// The elements of a list header, however many lines it has.
fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl DoubleEndedIterator<Item = &'a str> {
    let lines: Vec<&str> = headers.get_all(name).filter_map(|value| value.to_str().ok()).collect();
    lines.into_iter().flat_map(|line| line.split(',')).map(str::trim).filter(|element| !element.is_empty())
}

fn parameter<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let found = pairs.into_iter().find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().trim_matches('"'))
}

/// An address, with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let parsed: Option<IpAddr> = bare.parse().ok();
    parsed.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip())).map(|ip| ip.to_canonical())
}

/// The values behind the last missing one.
fn trailing(entries: impl Iterator<Item = Option<IpAddr>>) -> Vec<IpAddr> {
    let mut known = Vec::new();
    for entry in entries {
        match entry {
            Some(address) => known.push(address),
            None => known.clear(),
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(trusted: &[&str], peer: &str, headers: &[(&str, &str)]) -> Remote {
        let mut request = TestRequest::default().peer_addr(format!("{peer}:4711").parse().unwrap());
        for header in headers {
            request = request.append_header(*header);
        }
        let request = request.to_http_request();
        let proxies = TrustedProxies::parse(trusted).unwrap();
        proxies.remote(request.peer_addr(), false, request.headers())
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let cases = [
            ("a proxy tells", "10.0.0.1", "192.0.2.1", "192.0.2.1"),
            ("a stranger lies", "192.0.2.9", "192.0.2.1", "192.0.2.9"),
            ("a client lies to the proxy", "10.0.0.1", "1.1.1.1, 192.0.2.1", "192.0.2.1"),
            ("two proxies", "10.0.0.1", "192.0.2.1, 10.0.0.2", "192.0.2.1"),
            ("nonsense ends the list", "10.0.0.1", "192.0.2.1, x, 10.0.0.2", "10.0.0.2"),
            ("with a port", "10.0.0.1", "[2001:db8::1]:80", "2001:db8::1"),
            ("an old address in new clothes", "::ffff:10.0.0.1", "192.0.2.1", "192.0.2.1"),
        ];
        for (rule, peer, told, expected) in cases {
            let peer = if peer.contains("::") { format!("[{peer}]") } else { peer.to_owned() };
            let remote = seen(&["10.0.0.0/8"], &peer, &[("x-forwarded-for", told)]);
            assert_eq!(remote.address, expected.parse().ok(), "{rule}");
        }
        let remote = seen(&[], "10.0.0.1", &[("x-forwarded-for", "192.0.2.1")]);
        assert_eq!(remote.address, "10.0.0.1".parse().ok(), "nobody is trusted");
    }

    #[test]
    fn proxies_tell_of_https() {
        let usual = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "https")];
        let standard = [("forwarded", r#"for="192.0.2.1:80";proto=https"#)];
        for headers in [&usual[..], &standard[..]] {
            let remote = seen(&["10.0.0.1"], "10.0.0.1", headers);
            let expected = Remote { address: "192.0.2.1".parse().ok(), is_secure: true };
            assert_eq!(remote, expected, "{headers:?}");
            assert!(!seen(&[], "10.0.0.1", headers).is_secure, "{headers:?}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        assert!(TrustedProxies::parse(&["127.0.0.1", "::1", "fd00::/8"]).is_ok());
        assert!(TrustedProxies::parse(&["localhost"]).is_err());
    }
}
