//! Papers that a signed-in resident handed in once are offered again, with where they come from; they are copied into another
//! application with their consent only (数据一次收集、资源多方共享).

use app::ports::{
    cases::{Asker, PaperOffer, WriteRefused},
    files::{FileLine, FileOwner, MOST_FILES},
};
use domain::{
    catalogue::Guide,
    form::Share,
    ids::{CaseRef, DraftToken, ServiceCode},
    time::Moment,
};
use sqlx::{Any, Executor, Row as _};

use super::{
    Cases, Ended,
    audit::Role,
    offers::code,
    rows::{self, DraftRow},
    version::SentFile,
};
use crate::{
    desk::files,
    store::{StoreError, Tx},
};

/// Where the papers of a kind lie.
struct Given {
    reference: CaseRef,
    service: ServiceCode,
    at: Moment,
}

impl Cases {
    /// What this draft asks for, has not got, and was handed in by its own resident before, material by material.
    pub(super) async fn paper_offers(&self, token: &DraftToken) -> Result<Vec<PaperOffer>, StoreError> {
        let (reads, keys) = (self.desk.store.reads(), &self.desk.keys);
        let row = rows::draft(reads, keys, &self.draft_id(token)).await?;
        let Some(row) = row.filter(|row| row.is_live(self.now())) else { return Ok(Vec::new()) };
        let Some(resident) = row.resident.as_ref().filter(|_| !row.for_other) else { return Ok(Vec::new()) };
        let (guide, _) = self.known_service(&row.service)?;
        let files = files::listed(reads, keys, &FileOwner::draft(token.as_str())).await?;
        let mut offers = Vec::new();
        for material in guide.materials.iter().filter(|material| files.iter().all(|file| file.material != material.key)) {
            let Some(share) = material.share else { continue };
            let Some(given) = given(reads, resident, share).await? else { continue };
            let papers = self.papers_of(reads, &given, share).await?;
            if !papers.is_empty() {
                let names = papers.into_iter().map(|paper| paper.name).collect();
                offers.push(PaperOffer { material: material.key.clone(), from: given.service, given: given.at, names });
            }
        }
        Ok(offers)
    }

    /// Copies the papers of an earlier case into a draft of the same resident.
    pub(super) async fn use_papers(&self, token: &DraftToken, material: &str, who: &Asker) -> Result<(), Ended<WriteRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let unknown = || Ended::Refused(WriteRefused::Unknown);
        let mut tx = self.desk.store.begin().await?;
        let (row, resident) = self.take_own_draft(&mut tx, token, who, now).await?;
        let (guide, _) = self.known_service(&row.service)?;
        let share = guide.materials.iter().find(|known| known.key == material).and_then(|known| known.share);
        let share = share.ok_or_else(unknown)?;
        let given = given(&mut *tx, &resident, share).await?.ok_or_else(unknown)?;
        let papers = self.papers_of(&mut *tx, &given, share).await?;
        let to = FileOwner::draft(token.as_str());
        let there = files::listed(&mut *tx, keys, &to).await?;
        // Pressed twice, they are there once.
        if there.iter().any(|file| file.material == material) {
            return Ok(());
        }
        for paper in papers.into_iter().take(MOST_FILES.saturating_sub(there.len())) {
            files::copy(&mut tx, keys, &paper, &to, material, now).await?;
        }
        self.note(&mut tx, &row.id, &format!("use_again_{}", code(share)), Role::Own, who, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Remembers in which case the papers of each kind lie. What somebody hands in for somebody else is not theirs to be offered.
    pub(super) async fn keep_papers(
        &self,
        tx: &mut Tx,
        draft: &DraftRow,
        guide: &Guide,
        files: &[SentFile],
        reference: &CaseRef,
        now: Moment,
    ) -> Result<(), StoreError> {
        let Some(resident) = draft.resident.as_ref().filter(|_| !draft.for_other) else { return Ok(()) };
        let handed_in = |key: &str| files.iter().any(|file| file.material == key);
        for material in guide.materials.iter().filter(|material| handed_in(&material.key)) {
            let Some(share) = material.share else { continue };
            sqlx::query(
                "INSERT INTO shared_paper (resident_index, share, reference, given_ms) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (resident_index, share) DO UPDATE
                 SET reference = excluded.reference, given_ms = excluded.given_ms",
            )
            .bind(resident)
            .bind(code(share))
            .bind(reference.as_str())
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
        }
        Ok(())
    }

    /// The files of a kind in a case; none once it was forgotten.
    async fn papers_of<'e>(
        &self,
        from: impl Executor<'e, Database = Any>,
        given: &Given,
        share: Share,
    ) -> Result<Vec<FileLine>, StoreError> {
        let (guide, _) = self.known_service(&given.service)?;
        let of_kind =
            |file: &FileLine| guide.materials.iter().any(|known| known.key == file.material && known.share == Some(share));
        let mut files = files::listed(from, &self.desk.keys, &FileOwner::case(given.reference.as_str())).await?;
        files.retain(of_kind);
        Ok(files)
    }
}

async fn given<'e>(from: impl Executor<'e, Database = Any>, resident: &str, share: Share) -> Result<Option<Given>, StoreError> {
    let row = sqlx::query(
        "SELECT shared_paper.reference, shared_paper.given_ms, case_file.service FROM shared_paper
         JOIN case_file ON case_file.reference = shared_paper.reference
         WHERE shared_paper.resident_index = $1 AND shared_paper.share = $2",
    )
    .bind(resident)
    .bind(code(share))
    .fetch_optional(from)
    .await?;
    row.map(|row| {
        Ok(Given {
            reference: rows::reference(&row.try_get::<String, _>("reference")?)?,
            service: ServiceCode(row.try_get("service")?),
            at: Moment(row.try_get("given_ms")?),
        })
    })
    .transpose()
}
