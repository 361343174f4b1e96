//! What is wrong with what was typed: each value by itself, then with the values it must agree with.

use jiff::civil::Date;

use super::{
    At, Field, FieldKind, Finding, Form, Problem, Screen, Typed, Weight,
    number::kind_of_number,
    read::{self, Value, compact},
    typed::number as row_number,
};
use crate::identity::{Document, DocumentRefusal, Name, NameRefusal, age_on};

/// Everything wrong on one screen, in the order of its questions. The browser and the server ask the same.
#[must_use]
pub fn check_screen(screen: &Screen, typed: &Typed, at: &At) -> Vec<Finding> {
    let mut check = Check { typed, at, found: Vec::new() };
    for field in &screen.fields {
        check.field(field, "");
    }
    check.found
}

/// Everything wrong on every screen that is shown.
#[must_use]
pub fn check(form: &Form, typed: &Typed, at: &At) -> Vec<Finding> {
    form.screens.iter().flat_map(|screen| check_screen(screen, typed, at)).collect()
}

/// The mistake in what was just typed into one input, beside the other answers of `fields`; nothing while it is empty, and nothing
/// about what was chosen: a page offers only what can be.
#[must_use]
pub fn check_input(fields: &[Field], typed: &Typed, at: &At, input: &str) -> Option<Problem> {
    if typed.get(input).trim().is_empty() || question(fields, input)?.kind.is_choice() {
        return None;
    }
    let mut check = Check { typed, at, found: Vec::new() };
    fields.iter().for_each(|field| check.field(field, ""));
    let of_input = |finding: &Finding| finding.input == input && finding.weight == Weight::Error;
    check.found.into_iter().find(of_input).map(|finding| finding.problem)
}

/// The question that an input belongs to: of `family_members.0.name` the column.
#[must_use]
pub fn question<'a>(fields: impl IntoIterator<Item = &'a Field>, input: &str) -> Option<&'a Field> {
    let mut parts = input.split('.').filter(|part| part.parse::<usize>().is_err());
    let first = parts.next()?;
    let field = fields.into_iter().find(|field| field.key == first)?;
    parts.try_fold(field, |group, key| group.columns.iter().find(|column| column.key == key))
}

struct Check<'a> {
    typed: &'a Typed,
    at: &'a At,
    found: Vec<Finding>,
}

impl Check<'_> {
    fn say(&mut self, input: &str, problem: Problem, weight: Weight) {
        self.found.push(Finding { input: input.to_owned(), problem, weight });
    }

    fn field(&mut self, field: &Field, prefix: &str) {
        if !field.asked_in(self.typed, prefix) {
            return;
        }
        let input = [prefix, &field.key].concat();
        let required = self.required(field, prefix);
        match field.kind {
            FieldKind::Slot => {}
            FieldKind::Array => self.rows(field, &input, required),
            FieldKind::Object | FieldKind::Region => {
                if required || filled(self.typed, field, &input) {
                    let inside = [&input, "."].concat();
                    field.columns.iter().for_each(|column| self.field(column, &inside));
                }
            }
            FieldKind::Multi | FieldKind::Files => self.several(field, &input, required),
            _ => self.single(field, prefix, &input, required),
        }
    }

    fn required(&self, field: &Field, prefix: &str) -> bool {
        field.required || field.required_when.as_ref().is_some_and(|when| when.holds(self.typed, prefix, Some(self.at.today)))
    }

    fn rows(&mut self, field: &Field, input: &str, required: bool) {
        let rows: Vec<usize> = filled_rows(self.typed, field, input).collect();
        let least = field.rules.shortest.unwrap_or(0).max(u32::from(required));
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if count < least && (required || count > 0) {
            self.say(input, Problem::TooFewRows(least), Weight::Error);
        }
        if let Some(most) = field.rules.longest.filter(|most| count > *most) {
            self.say(input, Problem::TooManyRows(most), Weight::Error);
        }
        for row in &rows {
            let inside = [input, ".", &row_number(*row), "."].concat();
            field.columns.iter().for_each(|column| self.field(column, &inside));
        }
        for column in field.columns.iter().filter(|column| column.rules.unique) {
            let mut seen: Vec<String> = Vec::new();
            for row in &rows {
                let inner = [input, ".", &row_number(*row), ".", &column.key].concat();
                let value = compact(self.typed.get(&inner));
                if !value.is_empty() && seen.contains(&value) {
                    self.say(&inner, Problem::Twice, Weight::Error);
                }
                seen.push(value);
            }
        }
    }

    fn several(&mut self, field: &Field, input: &str, required: bool) {
        let files = field.kind == FieldKind::Files;
        let mut count = 0;
        for raw in self.typed.all(input).iter().filter(|raw| !raw.trim().is_empty()) {
            count += 1;
            if let Err(problem) = read::value(field, raw, None, self.at.today, self.at.kiosk) {
                self.say(input, problem, Weight::Error);
                return;
            }
        }
        let too_few = field.rules.shortest.filter(|least| count < *least);
        let too_many = field.rules.longest.filter(|most| count > *most);
        let problem = match (count, too_few, too_many) {
            (0, ..) if !required => None,
            (0, ..) if files => Some(Problem::NoFile),
            (0, ..) => Some(Problem::NotChosen),
            (_, Some(least), _) => Some(if files { Problem::TooFewFiles(least) } else { Problem::TooFewChosen(least) }),
            (_, _, Some(most)) => Some(if files { Problem::TooManyFiles(most) } else { Problem::TooManyChosen(most) }),
            _ => None,
        };
        if let Some(problem) = problem {
            self.say(input, problem, Weight::Error);
        }
    }

    fn single(&mut self, field: &Field, prefix: &str, input: &str, required: bool) {
        if field.or_none().is_some() && self.typed.says_none(input) {
            return;
        }
        let raw = self.typed.get(input);
        if raw.trim().is_empty() {
            if required {
                self.say(input, nothing(field), Weight::Error);
            }
            return;
        }
        let document = field.rules.document.as_ref().map(|kind| self.typed.get(&[prefix, kind].concat()));
        match read::value(field, raw, document, self.at.today, self.at.kiosk) {
            // A box that need not be ticked may send «no».
            Err(Problem::NotAgreed) if !required => {}
            Err(problem) => {
                let problem = match problem {
                    Problem::Name(NameRefusal::Empty) | Problem::Document(DocumentRefusal::Empty) => nothing(field),
                    other => other,
                };
                self.say(input, problem, Weight::Error);
            }
            Ok(value) => {
                if let Some(problem) = self.wrong(field, prefix, &value) {
                    self.say(input, problem, Weight::Error);
                } else if let Some(problem) = self.doubtful(field, prefix, &value) {
                    self.say(input, problem, Weight::Warning);
                }
            }
        }
    }

    /// The first rule that a well-formed value breaks.
    fn wrong(&self, field: &Field, prefix: &str, value: &Value) -> Option<Problem> {
        let rules = &field.rules;
        let beside = |name: &Option<String>| name.as_ref().map(|name| self.typed.get(&[prefix, name].concat()));
        match value {
            Value::Yes(_) => None,
            Value::Text(text) => length(field, text)
                .or_else(|| {
                    let word = rules.not_starting.iter().find(|word| text.starts_with(word.as_str()))?;
                    Some(Problem::BeginsWith(word.clone()))
                })
                .or_else(|| self.age(field, birth_in(text).filter(|_| field.kind == FieldKind::Id)))
                .or_else(|| {
                    let other = beside(&rules.same_as).filter(|other| !other.trim().is_empty())?;
                    match field.kind {
                        FieldKind::DisabilityCard => {
                            (text.get(..18) != Some(compact(other).as_str())).then_some(Problem::DisabilityCardOther)
                        }
                        FieldKind::Signature => {
                            Name::parse(other).ok().filter(|name| name.as_str() != text).map(|_| Problem::OtherName)
                        }
                        _ => None,
                    }
                })
                .or_else(|| {
                    let other = beside(&rules.within)?.trim();
                    let under = field.options.iter().find(|choice| choice.code == *text)?.under.as_deref()?;
                    (under != other).then_some(Problem::Elsewhere)
                }),
            Value::Number(number) => bounds(field, *number).or_else(|| {
                let together = rules.together.as_ref()?;
                let other = self.typed.get(&[prefix, &together.with].concat());
                let both = number.saturating_add(compact(other).parse().unwrap_or(0));
                (*number < together.alone && both < together.least)
                    .then_some(Problem::NotEnough { least: together.least, alone: together.alone })
            }),
            Value::Day(day) => self.day(field, *day).or_else(|| self.age(field, Some(*day))).or_else(|| {
                let other = beside(&rules.same_as)?;
                birth_in(&compact(other)).filter(|birth| birth != day).map(|_| Problem::OtherBirthday)
            }),
        }
    }

    fn day(&self, field: &Field, day: Date) -> Option<Problem> {
        let today = self.at.today;
        if let Some(last) = field.rules.not_after.map(|bound| bound.from(today))
            && day > last
        {
            return Some(if last == today { Problem::AfterToday } else { Problem::TooLate(last) });
        }
        if let Some(first) = field.rules.not_before.map(|bound| bound.from(today))
            && day < first
        {
            return Some(if first == today { Problem::BeforeToday } else { Problem::TooEarly(first) });
        }
        None
    }

    fn age(&self, field: &Field, birth: Option<Date>) -> Option<Problem> {
        let age = age_on(birth?, self.at.today);
        if let Some(youngest) = field.rules.youngest.filter(|youngest| age < *youngest) {
            return Some(Problem::TooYoung(youngest));
        }
        field.rules.oldest.filter(|oldest| age > *oldest).map(Problem::TooOld)
    }

    /// What may be right but is worth a second look.
    fn doubtful(&self, field: &Field, prefix: &str, value: &Value) -> Option<Problem> {
        match value {
            Value::Day(day) => {
                let bound = field.rules.warn_before?.from(self.at.today);
                (*day < bound).then_some(Problem::LongAgo(bound))
            }
            Value::Number(total) => {
                let parts = self.typed.values_at(prefix, field.rules.adds_up.as_ref()?);
                let mut given = parts.iter().filter(|part| !part.trim().is_empty()).peekable();
                given.peek()?;
                let sum = given.try_fold(0_i64, |sum, part| sum.checked_add(read::money(part, false)?))?;
                (sum != *total).then_some(Problem::DoesNotAddUp(sum))
            }
            Value::Text(_) | Value::Yes(_) => None,
        }
    }
}

/// The name of an answer that is missing.
const fn nothing(field: &Field) -> Problem {
    match field.kind {
        FieldKind::Enum | FieldKind::Bool => Problem::NotChosen,
        FieldKind::Consent => Problem::NotAgreed,
        _ => Problem::Empty,
    }
}

fn length(field: &Field, text: &str) -> Option<Problem> {
    let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if let Some(shortest) = field.rules.shortest.filter(|shortest| count < *shortest) {
        return Some(Problem::TooShort(shortest));
    }
    field.rules.longest.filter(|longest| count > *longest).map(Problem::TooLong)
}

fn bounds(field: &Field, number: i64) -> Option<Problem> {
    let money = field.kind == FieldKind::Money;
    if let Some(least) = field.rules.least.filter(|least| number < *least) {
        return Some(if money { Problem::TooLittle(least) } else { Problem::TooSmall(least) });
    }
    let most = field.rules.most.filter(|most| number > *most)?;
    Some(if money { Problem::TooMuch(most) } else { Problem::TooLarge(most) })
}

/// The birthday that a document's number holds, whatever the kind.
fn birth_in(number: &str) -> Option<Date> {
    Document::parse(kind_of_number(number)?, number, Date::MAX).ok()?.birth_date()
}

/// Whether anything was typed into a field, its rows and columns.
pub(super) fn filled(typed: &Typed, field: &Field, input: &str) -> bool {
    match field.kind {
        FieldKind::Array => filled_rows(typed, field, input).next().is_some(),
        FieldKind::Object | FieldKind::Region => {
            field.columns.iter().any(|column| filled(typed, column, &[input, ".", &column.key].concat()))
        }
        _ => typed.all(input).iter().any(|value| !value.trim().is_empty()),
    }
}

/// The rows of a group in which anything was typed: a row left blank is not there.
pub(super) fn filled_rows<'a>(typed: &'a Typed, field: &'a Field, input: &'a str) -> impl Iterator<Item = usize> + 'a {
    (0..typed.rows(input)).filter(move |row| {
        let inside = [input, ".", &row_number(*row), "."].concat();
        field.columns.iter().any(|column| filled(typed, column, &[&inside, column.key.as_str()].concat()))
    })
}
