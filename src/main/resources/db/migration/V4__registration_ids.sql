-- The keyed fingerprint of the registrationID, and the fingerprint of the registration that it was made for. A node that does not know
-- these columns replaces a registration without them, so the first is compared only where the second is the fingerprint on file.
ALTER TABLE device
  ADD COLUMN registration_hash  uuid,
  ADD COLUMN hashed_fingerprint uuid;
