/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The protection profile of SCSI disks: a CRC, a tag for applications, the low half of the address.
 */
#include <bsd/sys/endian.h>

#include <blkpath/t10_pi.h>

#define T10_POLYNOMIAL 0x8BB7u

/* One step of four bits; small enough to see, fast enough for tests. */
static u16 crc_nibble(u16 crc)
{
	for (int bit = 0; bit < 4; bit++)
		crc = (u16)((unsigned)crc << 1 ^ (crc >> 15 ? T10_POLYNOMIAL : 0u));
	return crc;
}

u16 crc_t10dif(const u8 *bytes, size_t len)
{
	u16 table[16], crc = 0;

	for (unsigned i = 0; i < 16; i++)
		table[i] = crc_nibble((u16)(i << 12));
	for (size_t i = 0; i < len; i++) {
		crc = (u16)(crc << 4 ^ table[crc >> 12 ^ bytes[i] >> 4]);
		crc = (u16)(crc << 4 ^ table[crc >> 12 ^ (bytes[i] & 15)]);
	}
	return crc;
}

/* The tuple of an interval; data without bytes (device memory) is marked as not to be checked. */
static struct t10_pi_tuple tuple_of(const struct blk_integrity_iter *run, unsigned at)
{
	const u8 *data = run->data_buf;

	return (struct t10_pi_tuple){
		.guard_tag = data ? htobe16(crc_t10dif(data + at, run->interval)) : 0,
		.app_tag = data ? 0 : htobe16(T10_PI_APP_ESCAPE),
		.ref_tag = htobe32((u32)run->seed),
	};
}

static blk_status_t generate(struct blk_integrity_iter *run)
{
	struct t10_pi_tuple *tuple = run->prot_buf;

	for (unsigned at = 0; at < run->data_size; at += run->interval, run->seed++)
		*tuple++ = tuple_of(run, at);
	run->prot_buf = tuple;
	return BLK_STS_OK;
}

static blk_status_t verify(struct blk_integrity_iter *run)
{
	const struct t10_pi_tuple *tuple = run->prot_buf;

	for (unsigned at = 0; at < run->data_size; at += run->interval, run->seed++, tuple++) {
		struct t10_pi_tuple want = tuple_of(run, at);

		if (tuple->app_tag == htobe16(T10_PI_APP_ESCAPE))
			continue;
		if (tuple->ref_tag != want.ref_tag || tuple->guard_tag != want.guard_tag)
			return BLK_STS_PROTECTION;
	}
	run->prot_buf = (void *)tuple;
	return BLK_STS_OK;
}

const struct blk_integrity_profile t10_pi_type1_crc = {
	.generate_fn = generate,
	.verify_fn = verify,
	.name = "T10-DIF-TYPE1-CRC",
};
