//! Who fills a form in. Several forms ask whether somebody acts for the person they are about, and who that is. Yimen knows it:
//! from the first question of all, and from what the helper said before the person agreed. What is known is answered for the
//! department and not asked again; without the person's consent nobody acts for them by a box that they tick themselves.

use super::{Form, Typed, read};

/// Whether somebody acts for the person.
const BY_PROXY: &str = "by_proxy";
/// Their name.
const NAME: &str = "proxy_name";
/// What they are to the person.
const RELATION: &str = "proxy_relation";
/// What every question about them begins with.
const ABOUT_THEM: &str = "proxy_";

/// Whether the answers say that somebody acts for the person.
#[must_use]
pub fn says_by_proxy(typed: &Typed) -> bool {
    read::yes_or_no(typed.get(BY_PROXY)) == Some(true)
}

impl Form {
    /// The form as a draft asks it: without what is known of who fills it in. `for_other`: another than the person it is
    /// about. Where somebody said of their own application that another acts for them, that answer can still be put right.
    #[must_use]
    pub fn asked_of(mut self, for_other: bool, typed: &Typed) -> Self {
        if self.field(BY_PROXY).is_none() || !for_other && says_by_proxy(typed) {
            return self;
        }
        let known = |key: &str| match key {
            BY_PROXY | NAME | RELATION => true,
            other => !for_other && other.starts_with(ABOUT_THEM),
        };
        for screen in &mut self.screens {
            screen.fields.retain(|field| !known(&field.key));
        }
        self.screens.retain(|screen| !screen.fields.is_empty());
        self
    }

    /// Answers that somebody acts for the person, and who, by name and relation where they are known yet.
    pub fn say_who_acts(&self, typed: &mut Typed, who: Option<(&str, &str)>) {
        if self.field(BY_PROXY).is_none() {
            return;
        }
        typed.set(BY_PROXY, "yes");
        if let Some((name, relation)) = who {
            typed.set(NAME, name);
            typed.set(RELATION, relation);
        }
    }

    /// Answers that nobody acts for the person. What somebody said otherwise stays: it is refused, not turned into its opposite.
    pub fn say_nobody_acts(&self, typed: &mut Typed) {
        if self.field(BY_PROXY).is_none() || says_by_proxy(typed) {
            return;
        }
        self.forget_who_acted(typed);
        typed.set(BY_PROXY, "no");
    }

    /// Forgets who acted: the person goes on by themselves.
    pub fn forget_who_acted(&self, typed: &mut Typed) {
        let asked = self.screens.iter().flat_map(|screen| &screen.fields);
        asked
            .filter(|field| field.key == BY_PROXY || field.key.starts_with(ABOUT_THEM))
            .for_each(|field| typed.forget(&field.key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue::tests::real, form::answers};

    /// The keys that a form asks.
    fn keys(form: &Form) -> Vec<&str> {
        form.screens.iter().flat_map(|screen| &screen.fields).map(|field| field.key.as_str()).collect()
    }

    fn with_helper() -> Form {
        Form::of(real().guide("XC-LN-01").expect("it is there"))
    }

    #[test]
    fn who_applies_for_themselves_is_not_asked_about_helpers() {
        let form = with_helper().asked_of(false, &Typed::default());
        assert!(keys(&form).iter().all(|key| !key.contains("proxy")) && form.screen("helper").is_none());
        let mut typed = Typed::default();
        with_helper().say_nobody_acts(&mut typed);
        assert_eq!(answers(&with_helper(), &typed)["by_proxy"], false);
    }

    #[test]
    fn a_helper_is_asked_only_what_they_have_not_said() {
        let form = with_helper().asked_of(true, &Typed::default());
        assert_eq!(form.screen("helper").map(|screen| screen.fields.len()), Some(1));
        let mut typed = Typed::default();
        with_helper().say_who_acts(&mut typed, Some(("王女儿", "child")));
        let said = answers(&with_helper(), &typed);
        assert_eq!(
            (&said["by_proxy"], &said["proxy_name"], &said["proxy_relation"]),
            (&true.into(), &"王女儿".into(), &"child".into())
        );
    }

    #[test]
    fn what_was_said_of_a_helper_in_an_own_application_is_asked_again_and_never_turned_round() {
        let mut typed: Typed = [("by_proxy", "yes"), ("proxy_name", "王女儿")].into_iter().collect();
        let before = typed.clone();
        with_helper().say_nobody_acts(&mut typed);
        assert_eq!(typed, before);
        assert_eq!(with_helper().asked_of(false, &typed), with_helper());
    }

    #[test]
    fn a_form_that_does_not_ask_stays_as_it_is() {
        let form = Form::of(real().guide("XC-HY-01").expect("it is there"));
        let mut typed = Typed::default();
        form.say_who_acts(&mut typed, Some(("王女儿", "child")));
        form.say_nobody_acts(&mut typed);
        assert!(typed.is_empty() && form.clone().asked_of(true, &typed) == form);
    }
}
