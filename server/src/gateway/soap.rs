//! SOAP: the envelope around what a mapping says, and what comes back: an answer or a fault. A client's fault means that the
//! department will not have this one; a server's fault that it should be sent again.

use roxmltree::Document;

use super::xml;

const NAMESPACE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// What a department answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something is wrong with what was sent; the code that the department gives for it.
    Client(String),
    /// Something is wrong over there.
    Server(String),
}

/// SOAP 1.1 around a body. `id` is the same each time the same thing is sent.
pub(super) fn envelope(id: &str, body: &str) -> String {
    let mut escaped = String::new();
    xml::escape(id, &mut escaped);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{NAMESPACE}\"><soap:Header><y:MessageId \
         xmlns:y=\"urn:yimen:dispatch\">{escaped}</y:MessageId></soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>"
    )
}

/// Whether the answer is an envelope, and the fault in it, of SOAP 1.1 or 1.2.
pub(super) fn fault(document: &Document<'_>) -> Result<Option<Fault>, &'static str> {
    let root = document.root_element();
    let child =
        |node: roxmltree::Node<'_, '_>, name: &str| node.children().find(|one| one.tag_name().name() == name).map(|one| one.id());
    let body = child(root, "Body").filter(|_| root.tag_name().name() == "Envelope").ok_or("not a SOAP envelope")?;
    let Some(fault) = document.get_node(body).and_then(|body| child(body, "Fault")).and_then(|id| document.get_node(id)) else {
        return Ok(None);
    };
    // 1.1: faultcode «soap:Client.NotOurs»; 1.2: Code/Value «env:Sender», with a Subcode.
    let texts = |name: &str| fault.descendants().filter(|one| one.tag_name().name() == name).map(xml::text).collect::<Vec<_>>();
    let mut codes = texts("faultcode");
    codes.extend(texts("Value"));
    let bare: Vec<String> = codes.iter().map(|code| code.rsplit(':').next().unwrap_or_default().to_owned()).collect();
    let class = bare.first().map_or("", |code| code.split('.').next().unwrap_or_default());
    let detail = texts("code").into_iter().next();
    let finer = bare.first().and_then(|code| code.split_once('.').map(|(_, finer)| finer.to_owned()));
    let said = detail.or(finer).or_else(|| bare.get(1).cloned()).unwrap_or_else(|| class.to_owned());
    Ok(Some(if matches!(class, "Client" | "Sender") { Fault::Client(said) } else { Fault::Server(said) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Option<Fault>, &'static str> {
        let text = format!("<e:Envelope xmlns:e=\"{NAMESPACE}\"><e:Body>{body}</e:Body></e:Envelope>");
        fault(&xml::parse(&text).expect("XML"))
    }

    #[test]
    fn faults_of_both_versions_are_told_apart() {
        let client = "<e:Fault><faultcode>e:Client</faultcode><faultstring>x</faultstring><detail><code>NOT_OURS</code></detail></e:Fault>";
        assert_eq!(read(client), Ok(Some(Fault::Client("NOT_OURS".to_owned()))));
        assert_eq!(read("<e:Fault><faultcode>e:Client.Dup</faultcode></e:Fault>"), Ok(Some(Fault::Client("Dup".to_owned()))));
        assert_eq!(read("<e:Fault><faultcode>e:Server</faultcode></e:Fault>"), Ok(Some(Fault::Server("Server".to_owned()))));
        let newer =
            "<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>m:Old</e:Value></e:Subcode></e:Code></e:Fault>";
        assert_eq!(read(newer), Ok(Some(Fault::Client("Old".to_owned()))));
        assert_eq!(read("<ok/>"), Ok(None));
        assert!(fault(&xml::parse("<html/>").expect("XML")).is_err());
    }

    #[test]
    fn the_envelope_is_xml_whatever_the_id() {
        assert!(xml::parse(&envelope("a&<b>", "<x/>")).is_ok());
    }
}
