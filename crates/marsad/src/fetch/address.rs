//! Which addresses may be connected to: public ones only.
//!
//! The check sits in the resolver that the connection itself uses, so the address checked is the address
//! connected; literal addresses, which no resolver sees, are checked in the URL of each hop.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

/// Whether an address is reachable by everyone: not private, loopback, link-local, multicast or reserved.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(a) => is_public_v4(a),
        IpAddr::V6(a) => is_public_v6(a),
    }
}

fn is_public_v4(a: Ipv4Addr) -> bool {
    let o = a.octets();
    !(a.is_private()
        || a.is_loopback()
        || a.is_link_local()
        || a.is_broadcast()
        || a.is_documentation()
        || a.is_multicast()
        || o[0] == 0
        || o[0] >= 240
        || (o[0] == 100 && o[1] & 0xC0 == 64)          // carriers' NAT
        || (o[0] == 192 && o[1] == 0 && o[2] == 0)     // protocol assignments
        || (o[0] == 192 && o[1] == 88 && o[2] == 99)   // 6to4 relays
        || (o[0] == 198 && o[1] & 0xFE == 18)) // benchmarks
}

fn is_public_v6(a: Ipv6Addr) -> bool {
    let s = a.segments();
    if let Some(v4) = a.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let embedded = |hi: u16, lo: u16| is_public_v4(Ipv4Addr::from((u32::from(hi) << 16) | u32::from(lo)));
    match s {
        [0, 0, 0, 0, 0, 0, ..] => false,                        // unspecified, loopback, v4-compatible
        [0x64, 0xFF9B, 0, 0, 0, 0, hi, lo] => embedded(hi, lo), // NAT64
        [0x64, 0xFF9B, 1, ..] => false,
        [0x100, ..] => false,                        // discard
        [0x2001, 0xDB8, ..] | [0x3FFF, ..] => false, // documentation
        [0x2001, x, ..] if x < 0x200 => false,       // protocol assignments, Teredo
        [0x2002, hi, lo, ..] => embedded(hi, lo),    // 6to4
        [x, ..] if x & 0xFE00 == 0xFC00 => false,    // unique local
        [x, ..] if x & 0xFFC0 == 0xFE80 => false,    // link-local
        [x, ..] if x & 0xFFC0 == 0xFEC0 => false,    // site-local
        [x, ..] => x & 0xE000 == 0x2000,             // global unicast
    }
}

/// Whether the host of an address is a literal that may not be connected to, or a name that means one.
#[must_use]
pub fn is_forbidden_host(host: Option<url::Host<&str>>) -> bool {
    match host {
        Some(url::Host::Ipv4(a)) => !is_public_v4(a),
        Some(url::Host::Ipv6(a)) => !is_public_v6(a),
        Some(url::Host::Domain(d)) => {
            let d = d.trim_end_matches('.').to_ascii_lowercase();
            d == "localhost"
                || d.ends_with(".localhost")
                || d.ends_with(".local")
                || d.ends_with(".internal")
                || d.parse::<IpAddr>().is_ok_and(|ip| !is_public(ip))
        }
        None => true,
    }
}

/// Resolves names and leaves out addresses that are not public.
#[derive(Debug, Clone, Copy)]
pub struct PublicResolver {
    /// For tests: private addresses too.
    pub allow_private: bool,
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow = self.allow_private;
        let host = name.as_str().to_owned();
        // the system's resolver blocks, so another thread asks it; the client's deadline bounds the wait
        Box::pin(async move {
            let asked = host.clone();
            let found =
                tokio::task::spawn_blocking(move || (asked.as_str(), 0).to_socket_addrs().map(Iterator::collect::<Vec<SocketAddr>>))
                    .await?;
            let some: Vec<SocketAddr> = found?.into_iter().filter(|a| allow || is_public(a.ip())).collect();
            if some.is_empty() {
                return Err(format!("{PRIVATE}: {host}").into());
            }
            Ok(Box::new(some.into_iter()) as Addrs)
        })
    }
}

/// How the resolver's refusal begins, to tell it from other failures.
pub const PRIVATE: &str = "no public address";

#[cfg(test)]
mod tests {
    use super::{is_forbidden_host, is_public};
    use url::Url;

    #[test]
    fn private_addresses_in_all_dress() {
        for a in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.9.9",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(a.parse().expect("an address")), "{a}");
        }
        for a in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"] {
            assert!(is_public(a.parse().expect("an address")), "{a}");
        }
    }

    #[test]
    fn hosts_by_name_and_literal() {
        let forbidden = |u: &str| is_forbidden_host(Url::parse(u).expect("a url").host());
        for u in [
            "http://localhost/",
            "http://LOCALHOST./",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://printer.local/",
            "http://x.localhost/",
        ] {
            assert!(forbidden(u), "{u}");
        }
        assert!(!forbidden("https://example.org/"));
    }
}
