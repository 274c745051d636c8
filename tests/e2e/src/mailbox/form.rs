//! Forms, as Mailgun, SMSAPI and Twilio are sent: urlencoded, or in parts.

use super::http::Request;

/// The fields of a form, in the order in which they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body of `request`; empty if it is no form.
    pub(crate) fn read(request: &Request) -> Form {
        let media_type = request.header("content-type");
        let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/x-www-form-urlencoded" => Form::urlencoded(&request.body),
            "multipart/form-data" => boundary(media_type).map(|mark| parts(&request.body, &mark)).unwrap_or_default(),
            _ => Form::default(),
        }
    }

    /// Reads `a=1&b=2`.
    pub(crate) fn urlencoded(bytes: &[u8]) -> Form {
        Form(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The first value of a field, empty if it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The fields whose names begin with `prefix`, without it.
    pub(crate) fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }
}

fn boundary(media_type: &str) -> Option<String> {
    let parameters = media_type.split(';').skip(1).map(str::trim);
    let mark = parameters.filter_map(|parameter| parameter.strip_prefix("boundary=")).next()?;
    let mark = mark.trim_matches('"');
    (!mark.is_empty()).then(|| mark.to_owned())
}

/// RFC 7578. Files are read as fields: no message of ours has any.
fn parts(body: &[u8], boundary: &str) -> Form {
    let text = String::from_utf8_lossy(body);
    let mark = format!("\r\n--{boundary}");
    // The first mark has no line before it.
    let text = format!("\r\n{text}");
    let mut fields = Vec::new();
    for part in text.split(mark.as_str()).skip(1) {
        if part.starts_with("--") {
            break;
        }
        let Some((head, value)) = part.split_once("\r\n\r\n") else { continue };
        let name = head.split(['\r', '\n', ';']).find_map(|word| word.trim().strip_prefix("name="));
        if let Some(name) = name {
            fields.push((name.trim_matches('"').to_owned(), value.to_owned()));
        }
    }
    Form(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(media_type: &str, body: &str) -> Form {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Form::read(&Request { headers, body: body.as_bytes().to_vec(), ..Request::default() })
    }

    #[test]
    fn both_kinds_give_the_same_fields() {
        let parts = "--x1\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\na@example.com\r\n\
            --x1\r\ncontent-disposition: form-data; name=\"v:sledz\"\r\ncontent-type: text/plain\r\n\r\nm_1\r\n\
            --x1\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nZażółć\r\n\r\n--\r\n--x1--\r\n";
        let urlencoded = "to=a%40example.com&v%3Asledz=m_1&text=Za%C5%BC%C3%B3%C5%82%C4%87%0D%0A%0D%0A--";
        let one = read("multipart/form-data; boundary=\"x1\"", parts);
        assert_eq!(one, read("application/x-www-form-urlencoded; charset=utf-8", urlencoded));
        assert_eq!(one.get("to"), "a@example.com");
        assert_eq!(one.below("v:").collect::<Vec<_>>(), [("sledz", "m_1")]);
        assert_eq!(one.get("text"), "Zażółć\r\n\r\n--");
        for (media_type, body) in
            [("multipart/form-data", parts), ("multipart/form-data; boundary=y", parts), ("application/json", "{}")]
        {
            assert_eq!(read(media_type, body), Form::default(), "{media_type}");
        }
    }
}
