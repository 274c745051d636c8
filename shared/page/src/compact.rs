//! Styles as they are sent: as they are written, without the spaces that nobody reads. Worked out at compile time.

/// A style without what is only there for who writes it.
macro_rules! compact {
    ($text:expr) => {{
        const TEXT: &str = $text;
        const LENGTH: usize = $crate::compact::squeezed::<0>(TEXT).1;
        const BYTES: [u8; LENGTH] = $crate::compact::squeezed::<LENGTH>(TEXT).0;
        match core::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => TEXT,
        }
    }};
}
pub(crate) use compact;

/// The first `N` bytes of what is left of a style, and how many are.
///
/// Spaces stay between words, as in `0 auto` and `.card > p`, and around the signs of a sum, and all of them in quotes.
/// There are no comments in styles.
#[allow(clippy::indexing_slicing, reason = "it runs at compile time, where a panic is an error of the build")]
pub(crate) const fn squeezed<const N: usize>(text: &str) -> ([u8; N], usize) {
    let bytes = text.as_bytes();
    let (mut left, mut length, mut place) = ([0; N], 0, 0);
    let (mut before, mut is_quoted) = (b';', false);
    while place < bytes.len() {
        let byte = bytes[place];
        place += 1;
        let is_space = byte.is_ascii_whitespace() && !is_quoted;
        let next = following(bytes, place);
        if is_space && (is_edge(before) || before == b':' || is_edge(next)) {
            continue;
        }
        if is_space && place < bytes.len() && bytes[place].is_ascii_whitespace() {
            continue;
        }
        // The last declaration needs no end.
        if byte == b';' && next == b'}' && !is_quoted {
            continue;
        }
        is_quoted ^= byte == b'"';
        before = if is_space { b' ' } else { byte };
        if length < N {
            left[length] = before;
        }
        length += 1;
    }
    (left, length)
}

const fn is_edge(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b';' | b',')
}

/// The next byte that is no space; the end of the text is like the end of a rule.
#[allow(clippy::indexing_slicing, reason = "it runs at compile time, where a panic is an error of the build")]
const fn following(bytes: &[u8], mut place: usize) -> u8 {
    while place < bytes.len() {
        if !bytes[place].is_ascii_whitespace() {
            return bytes[place];
        }
        place += 1;
    }
    b'}'
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_nobody_reads_is_left_out() {
        const WRITTEN: &str = "
.card > p:hover, a:focus { margin: 0 auto; width: calc(1px + 2em); font-family: 'A B', sans-serif; }
@media (max-width: 30em) and (prefers-color-scheme: dark) {
  .x::before { content: \"; , :\"; }
}
";
        assert_eq!(
            compact!(WRITTEN),
            ".card > p:hover,a:focus{margin:0 auto;width:calc(1px + 2em);font-family:'A B',sans-serif}\
             @media (max-width:30em) and (prefers-color-scheme:dark){.x::before{content:\"; , :\"}}"
        );
        assert_eq!(compact!(""), "");
    }

    #[test]
    fn nothing_but_spaces_and_last_semicolons_are_gone() {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != ';').collect::<String>();
        for (written, sent) in [
            (include_str!("../templates/page.css"), crate::sheet::PAGE.text),
            (include_str!("../templates/kpi.css"), crate::sheet::KPI.text),
        ] {
            assert_eq!(bare(written), bare(sent));
            assert!(
                sent.len() * 10 < written.len() * 9 && !written.contains("/*"),
                "{} of {}",
                sent.len(),
                written.len()
            );
        }
    }
}
