-- Why a purchase that waited for its holder's word was not paid, as JSON: they said no, the store took it back, or their yes
-- came to nothing. None for what was paid and for what nobody answered.
ALTER TABLE voucher_charge ADD COLUMN unpaid TEXT;

-- 1 where the telephone stands on a list by which the department granted something: neither the person nor a provider told it.
-- Another list may name another; what they told themselves no list replaces.
ALTER TABLE resident ADD COLUMN phone_listed BIGINT NOT NULL DEFAULT 0;
