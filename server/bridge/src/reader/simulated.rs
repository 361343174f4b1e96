//! A card that is laid and taken away by the simulator's switch.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::{Card, Reader, ReaderError};
use crate::simulator::{Field, held};

/// The simulated reader.
pub struct Simulated(pub Arc<Mutex<Field>>);

#[async_trait]
impl Reader for Simulated {
    async fn look(&self) -> Result<Option<Card>, ReaderError> {
        let field = held(&self.0);
        if field.unplugged { Err(ReaderError::Unplugged) } else { Ok(field.card.clone()) }
    }
}
