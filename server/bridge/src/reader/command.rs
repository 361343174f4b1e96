//! A vendor's program that is run for each look and says one JSON text.

use async_trait::async_trait;

use super::{Card, LOOK_WITHIN, MOST_BYTES, Reader, ReaderError, fields::Fields};
use crate::run::Program;

/// The program.
#[derive(Clone, Debug)]
pub struct ByCommand {
    /// Program and arguments.
    pub line: Vec<String>,
    /// How its answer is read.
    pub fields: Fields,
}

#[async_trait]
impl Reader for ByCommand {
    async fn look(&self) -> Result<Option<Card>, ReaderError> {
        let said = Program { line: &self.line, input: b"", within: LOOK_WITHIN, most: MOST_BYTES }.run().await?;
        self.fields.take(&said)
    }
}
