//! Who a form is about. Forms name the person who applies by the same keys everywhere; what they begin with differs.

use super::Form;

/// What the keys of the person who applies may begin with; the first that is answered applies.
pub const APPLICANTS: [&str; 9] = ["", "a_", "legal_", "agent_", "guardian_", "adopter_", "leader_", "reporter_", "member_"];

/// The question by which a household consents to a check of its means (社会救助暂行办法, art. 58).
pub const MEANS_CONSENT: &str = "verify_consent";

impl Form {
    /// Whether it asks for the name and the document of who applies: only then can somebody apply for somebody else, because
    /// only then is it known who must agree.
    #[must_use]
    pub fn names_applicant(&self) -> bool {
        let asks = |start: &str, key: &str| self.field(&format!("{start}{key}")).is_some();
        APPLICANTS.iter().any(|start| asks(start, "name") && asks(start, "id_no"))
    }
}
