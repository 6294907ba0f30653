//! Which machines an untrusted address may lead to.
//!
//! An article's address is data that somebody else wrote. It must not make us ask a router, a
//! database on this machine, or a cloud's metadata service (169.254.169.254) on its behalf.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Whether an address belongs to the public internet, by the special-purpose registries of IANA
/// (RFC 6890 and its successors), looking through IPv6 forms that carry an IPv4 address.
#[must_use]
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(a: Ipv4Addr) -> bool {
    let [o1, o2, o3, _] = a.octets();
    let special = a.is_private()
        || a.is_loopback()
        || a.is_link_local()
        || a.is_broadcast()
        || a.is_multicast()
        || a.is_documentation()
        || o1 == 0
        || o1 >= 240
        || (o1 == 100 && (64..128).contains(&o2)) // carrier-grade NAT
        || (o1 == 192 && o2 == 0 && o3 == 0) // protocol assignments
        || (o1 == 198 && (o2 == 18 || o2 == 19)); // benchmarking
    !special
}

fn is_public_v6(a: Ipv6Addr) -> bool {
    if let Some(v4) = carried_v4(a) {
        return is_public_v4(v4);
    }
    let [s0, s1, ..] = a.segments();
    let documentation = (s0 == 0x2001 && s1 == 0x0db8) || s0 == 0x3fff;
    let protocol = s0 == 0x2001 && s1 < 0x0200; // Teredo, ORCHID and other assignments
    // Only 2000::/3 has ever been given out as global unicast space.
    (s0 & 0xe000) == 0x2000 && !documentation && !protocol
}

/// The IPv4 address inside `::ffff:a.b.c.d`, `::a.b.c.d`, `64:ff9b::a.b.c.d` and `2002:abcd::`.
fn carried_v4(a: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = a.segments();
    let join = |hi: u16, lo: u16| Ipv4Addr::from((u32::from(hi) << 16) | u32::from(lo));
    match s {
        [0, 0, 0, 0, 0, 0 | 0xffff, hi, lo] | [0x64, 0xff9b, 0, 0, 0, 0, hi, lo] | [0x2002, hi, lo, ..] => {
            Some(join(hi, lo))
        }
        _ => None,
    }
}

/// The numeric address in a URL, if it is not public. Host names are left to the resolver.
pub(super) fn private_literal(url: &Url) -> Option<IpAddr> {
    let address = match url.host()? {
        Host::Ipv4(v4) => IpAddr::V4(v4),
        Host::Ipv6(v6) => IpAddr::V6(v6),
        Host::Domain(_) => return None,
    };
    (!is_public(address)).then_some(address)
}

/// Resolves names as the system does, and refuses those with a non-public address.
///
/// The connection is made to exactly the addresses that were checked, so a name that changes its
/// answer between check and use cannot get past the check.
#[derive(Debug)]
pub(super) struct PublicOnly;

/// A name resolved to an address that is not public.
#[derive(Debug)]
pub(super) struct Private(pub(super) IpAddr);

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a public address", self.0)
    }
}

impl Error for Private {}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            match found.iter().find(|a| !is_public(a.ip())) {
                Some(a) => Err(Box::new(Private(a.ip())) as Box<dyn Error + Send + Sync>),
                None => Ok(Box::new(found.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_every_dress() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00:ec2::254",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn an_address_in_unusual_figures_is_still_read() {
        let literal = |u: &str| private_literal(&Url::parse(u).unwrap());
        let loopback = Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
        assert_eq!(literal("http://2130706433/"), loopback);
        assert_eq!(literal("http://0x7f.1/"), loopback);
        assert_eq!(literal("http://example.com/"), None);
    }
}
