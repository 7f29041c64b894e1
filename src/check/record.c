/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdlib.h>

#include "judge.h"

static unsigned bucket_of(enum bp_record_kind kind, const void *key, u64 number)
{
	u64 h = ((uintptr_t)key >> 4) + number * 31 + (u64)kind * 7;

	return (unsigned)((h ^ h >> 10 ^ h >> 20) % BP_RECORD_BUCKETS);
}

struct bp_record *bp_ck_record_new(struct bp_check *check, enum bp_record_kind kind,
				   const void *key, u64 number, size_t bytes)
{
	struct bp_record *record = check->live < check->room ? calloc(1, bytes) : NULL;

	if (!record) {
		check->blind = true;
		return NULL;
	}
	record->kind = kind;
	record->key = key;
	record->number = number;
	LIST_INSERT_HEAD(&check->records[bucket_of(kind, key, number)], record, link);
	check->live++;
	return record;
}

struct bp_record *bp_ck_record_find(const struct bp_check *check, enum bp_record_kind kind,
				    const void *key, u64 number)
{
	struct bp_record *record;

	LIST_FOREACH (record, &check->records[bucket_of(kind, key, number)], link)
		if (record->key == key && record->kind == kind && record->number == number)
			return record;
	return NULL;
}

void bp_ck_record_drop(struct bp_check *check, struct bp_record *record)
{
	if (!record)
		return;
	LIST_REMOVE(record, link);
	check->live--;
	free(record);
}

void bp_ck_record_drop_all(struct bp_check *check)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++)
		while (!LIST_EMPTY(&check->records[i]))
			bp_ck_record_drop(check, LIST_FIRST(&check->records[i]));
}

static struct bp_ck_bio_record *fresh_bio(struct bp_check *check, const struct bio *bio)
{
	struct bp_record *record =
		bp_ck_record_new(check, BP_RECORD_BIO, bio, 0, sizeof(struct bp_ck_bio_record));
	struct bp_ck_bio_record *b = (struct bp_ck_bio_record *)record;

	if (!b)
		return NULL;
	b->serial = bio->bp_serial;
	b->nvecs = UINT_MAX;
	return b;
}

/* A bio at a known address with another serial number is another bio. */
struct bp_ck_bio_record *bp_ck_bio_record(struct bp_check *check, const struct bio *bio)
{
	struct bp_record *record = bp_ck_record_find(check, BP_RECORD_BIO, bio, 0);
	struct bp_ck_bio_record *b = (struct bp_ck_bio_record *)record;

	if (b && b->serial == bio->bp_serial)
		return b;
	bp_ck_record_drop(check, record);
	return fresh_bio(check, bio);
}

struct bp_ck_request_record *bp_ck_request_record(struct bp_check *check, const struct request *rq)
{
	struct bp_record *record = bp_ck_record_find(check, BP_RECORD_REQUEST, rq, 0);
	struct bp_ck_request_record *r = (struct bp_ck_request_record *)record;

	if (r && r->serial == rq->bp_serial)
		return r;
	bp_ck_record_drop(check, record);
	record = bp_ck_record_new(check, BP_RECORD_REQUEST, rq, 0, sizeof(*r));
	r = (struct bp_ck_request_record *)record;
	if (r)
		r->serial = rq->bp_serial;
	return r;
}

struct bp_ck_range bp_ck_range_known(struct bp_check *check, const struct bio *bio)
{
	struct bp_record *record = bp_ck_record_find(check, BP_RECORD_BIO, bio, 0);
	unsigned nvecs = bio->bi_vcnt;

	if (bio->bi_flags >> BIO_CLONED & 1)
		nvecs = record ? ((struct bp_ck_bio_record *)record)->nvecs : UINT_MAX;
	return bp_ck_range_of(bio, nvecs);
}

void *bp_ck_open(struct bp_check *check, enum bp_record_kind kind, const void *key, size_t bytes)
{
	bp_ck_close(check, kind, key);
	return bp_ck_record_new(check, kind, key, 0, bytes);
}

void *bp_ck_open_find(const struct bp_check *check, enum bp_record_kind kind, const void *key)
{
	return bp_ck_record_find(check, kind, key, 0);
}

void bp_ck_close(struct bp_check *check, enum bp_record_kind kind, const void *key)
{
	bp_ck_record_drop(check, bp_ck_record_find(check, kind, key, 0));
}

/* FNV-1a */
u64 bp_ck_hash(u64 hash, const void *bytes, size_t n)
{
	const u8 *p = bytes;

	while (n--)
		hash = (hash ^ *p++) * 0x100000001b3ull;
	return hash;
}
