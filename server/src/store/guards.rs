//! What the database itself holds to in the voucher ledger, whoever writes: entries can only be added to, balances move with
//! entries and with nothing else, and an account begins and never ends. Triggers have no common text: each engine has its own
//! here. They are put in place after the migrations, every time the program starts.

use sqlx::Connection as _;

use super::{Engine, Store, StoreError};

/// SQLite. A balance moves only together with the entry that moves it: the row's `last_entry` names it, and it must be later
/// than the one before and of just this amount.
const SQLITE: &[&str] = &[
    "CREATE TRIGGER IF NOT EXISTS voucher_entry_first BEFORE INSERT ON voucher_entry WHEN NEW.seq IS NOT NULL
     BEGIN SELECT RAISE(ABORT, 'the ledger numbers its entries itself'); END",
    "CREATE TRIGGER IF NOT EXISTS voucher_entry_moves AFTER INSERT ON voucher_entry
     BEGIN
         UPDATE voucher_entry SET seq = NEW.rowid WHERE rowid = NEW.rowid;
         UPDATE voucher_account SET balance = balance - NEW.fen, last_entry = NEW.rowid WHERE id = NEW.from_account;
         UPDATE voucher_account SET balance = balance + NEW.fen, last_entry = NEW.rowid WHERE id = NEW.to_account;
     END",
    "CREATE TRIGGER IF NOT EXISTS voucher_entry_stays BEFORE UPDATE ON voucher_entry
     WHEN OLD.seq IS NOT NULL OR NEW.seq IS NOT OLD.rowid OR NEW.id <> OLD.id OR NEW.act <> OLD.act OR NEW.kind <> OLD.kind
         OR NEW.from_account <> OLD.from_account OR NEW.to_account <> OLD.to_account OR NEW.fen <> OLD.fen OR NEW.at_ms <> OLD.at_ms
     BEGIN SELECT RAISE(ABORT, 'the ledger can only be added to'); END",
    "CREATE TRIGGER IF NOT EXISTS voucher_entry_kept BEFORE DELETE ON voucher_entry
     BEGIN SELECT RAISE(ABORT, 'the ledger can only be added to'); END",
    "CREATE TRIGGER IF NOT EXISTS voucher_account_empty BEFORE INSERT ON voucher_account
     WHEN NEW.balance <> 0 OR NEW.last_entry <> 0
     BEGIN SELECT RAISE(ABORT, 'an account begins with nothing'); END",
    "CREATE TRIGGER IF NOT EXISTS voucher_account_kept BEFORE DELETE ON voucher_account
     BEGIN SELECT RAISE(ABORT, 'an account never ends'); END",
    "CREATE TRIGGER IF NOT EXISTS voucher_account_moves BEFORE UPDATE ON voucher_account
     WHEN NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.last_entry <= OLD.last_entry OR NOT EXISTS (
         SELECT 1 FROM voucher_entry AS entry WHERE entry.rowid = NEW.last_entry
             AND ((entry.from_account = NEW.id AND NEW.balance = OLD.balance - entry.fen)
                 OR (entry.to_account = NEW.id AND NEW.balance = OLD.balance + entry.fen)))
     BEGIN SELECT RAISE(ABORT, 'a balance moves only with an entry'); END",
];

/// PostgreSQL. A balance moves only from within the trigger of an entry. Both rows are locked in the order of their names
/// first: two entries in opposite directions wait for each other and never lock each other out.
const POSTGRES: &[&str] = &[
    "CREATE SEQUENCE IF NOT EXISTS voucher_entry_seq",
    "CREATE OR REPLACE FUNCTION voucher_entry_moves() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
         IF NEW.seq IS NOT NULL THEN RAISE EXCEPTION 'the ledger numbers its entries itself'; END IF;
         PERFORM 1 FROM voucher_account WHERE id IN (NEW.from_account, NEW.to_account) ORDER BY id FOR UPDATE;
         NEW.seq := nextval('voucher_entry_seq');
         UPDATE voucher_account SET balance = balance - NEW.fen, last_entry = NEW.seq WHERE id = NEW.from_account;
         UPDATE voucher_account SET balance = balance + NEW.fen, last_entry = NEW.seq WHERE id = NEW.to_account;
         RETURN NEW;
     END $$",
    "CREATE OR REPLACE FUNCTION voucher_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'the ledger can only be added to'; END $$",
    "CREATE OR REPLACE FUNCTION voucher_account_moves() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
         IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'an account never ends'; END IF;
         IF TG_OP = 'INSERT' THEN
             IF NEW.balance <> 0 OR NEW.last_entry <> 0 THEN RAISE EXCEPTION 'an account begins with nothing'; END IF;
             RETURN NEW;
         END IF;
         IF pg_trigger_depth() < 2 OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind THEN
             RAISE EXCEPTION 'a balance moves only with an entry';
         END IF;
         RETURN NEW;
     END $$",
    "CREATE OR REPLACE TRIGGER voucher_entry_moves BEFORE INSERT ON voucher_entry
     FOR EACH ROW EXECUTE FUNCTION voucher_entry_moves()",
    "CREATE OR REPLACE TRIGGER voucher_entry_stays BEFORE UPDATE OR DELETE ON voucher_entry
     FOR EACH ROW EXECUTE FUNCTION voucher_entry_stays()",
    "CREATE OR REPLACE TRIGGER voucher_entry_kept BEFORE TRUNCATE ON voucher_entry
     FOR EACH STATEMENT EXECUTE FUNCTION voucher_entry_stays()",
    "CREATE OR REPLACE TRIGGER voucher_account_moves BEFORE INSERT OR UPDATE OR DELETE ON voucher_account
     FOR EACH ROW EXECUTE FUNCTION voucher_account_moves()",
];

/// Servers that start at once put the guards in place one after the other.
const ALONE: &str = "SELECT pg_advisory_xact_lock(5173013)";

/// Puts the guards in place, or leaves them there.
pub(super) async fn stand(store: &Store) -> Result<(), StoreError> {
    let mut connection = store.writes.acquire().await?;
    let mut tx = connection.begin().await?;
    let guards = match store.engine {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => {
            sqlx::raw_sql(ALONE).execute(&mut *tx).await?;
            POSTGRES
        }
    };
    for guard in guards {
        sqlx::raw_sql(*guard).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}
