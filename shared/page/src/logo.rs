//! Which logos are shown: none that would make the customer's browser ask a third party.

/// The largest logo within the page.
const LIMIT: usize = 64 * 1024;

/// The kinds of images that may come within the page.
const KINDS: [&str; 5] = ["png", "jpeg", "webp", "gif", "svg+xml"];

/// A logo that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Logo {
    /// What the image element names.
    pub(crate) src: String,
    /// It is a file of the shop, not within the page.
    pub(crate) is_file: bool,
}

/// The logo of the shop's variable: an image within the page, a path, or a URL of the same origin
/// as the page, which is cut to its path. None if it is anything else.
pub(crate) fn logo(variable: &str, public_url: &str) -> Option<Logo> {
    let text = variable.trim();
    if let Some(data) = text.strip_prefix("data:image/") {
        return is_image(data).then(|| Logo { src: text.to_owned(), is_file: false });
    }
    let path = match text.strip_prefix('/') {
        Some(_) => text,
        None => {
            let origin = origin(public_url)?;
            let (start, rest) = (text.get(..origin.len())?, text.get(origin.len()..)?);
            if start.eq_ignore_ascii_case(origin) { rest } else { return None }
        }
    };
    is_path(path).then(|| Logo { src: path.to_owned(), is_file: true })
}

fn is_image(data: &str) -> bool {
    let Some((kind, content)) = data.split_once(";base64,") else { return false };
    KINDS.contains(&kind)
        && !content.is_empty()
        && content.len() <= LIMIT
        && content.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

/// An absolute path of the same origin. Browsers read `//` and `/\` as the start of another host.
fn is_path(text: &str) -> bool {
    let second = text.as_bytes().get(1);
    text.starts_with('/')
        && !matches!(second, Some(b'/' | b'\\'))
        && text.len() <= 2048
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'\'' | b'<' | b'>'))
}

/// `https://host[:port]` of a URL; none if it is no web address.
fn origin(url: &str) -> Option<&str> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty() && !host.contains('@'))?;
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    web.then(|| url.get(..scheme.len() + "://".len() + host.len())).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn src(variable: &str) -> Option<String> {
        logo(variable, "https://shop.example/tracking").map(|logo| logo.src)
    }

    #[test]
    fn logos_of_the_shop_itself() {
        for (variable, shown) in [
            ("data:image/png;base64,iVBORw0KGgo=", "data:image/png;base64,iVBORw0KGgo="),
            ("data:image/svg+xml;base64,PHN2Zz4=", "data:image/svg+xml;base64,PHN2Zz4="),
            ("/logo.png", "/logo.png"),
            (" /img/logo.svg?v=2 ", "/img/logo.svg?v=2"),
            ("https://shop.example/logo.png", "/logo.png"),
            ("HTTPS://Shop.Example/logo.png", "/logo.png"),
        ] {
            assert_eq!(src(variable).as_deref(), Some(shown));
        }
    }

    #[test]
    fn everything_else_is_left_out() {
        let large = format!("data:image/png;base64,{}", "A".repeat(LIMIT + 1));
        for variable in [
            "",
            "logo.png",
            "//cdn.example/logo.png",
            "/\\cdn.example/logo.png",
            "https://cdn.example/logo.png",
            "https://shop.example.evil.example/logo.png",
            "https://shop.example:8443/logo.png",
            "https://shop.example@evil.example/logo.png",
            "https://shop.example//evil.example/x",
            "https://shop.example",
            "http://shop.example/logo.png",
            "javascript:alert(1)",
            "data:text/html;base64,AAAA",
            "data:image/png,AAAA",
            "data:image/png;base64,",
            "data:image/png;base64,A\"onload=x",
            "/logo.png\" onerror=\"x",
            "/lo go.png",
            "/żółw.png",
            large.as_str(),
        ] {
            assert_eq!(src(variable), None, "{variable}");
        }
        assert_eq!(logo("https://shop.example/logo.png", ""), None);
        assert_eq!(logo("https:///logo.png", "https://"), None);
        assert_eq!(logo("ftp://shop.example/logo.png", "ftp://shop.example"), None);
    }

    #[test]
    fn the_limit_is_inclusive() {
        assert!(src(&format!("data:image/png;base64,{}", "A".repeat(LIMIT))).is_some());
    }
}
