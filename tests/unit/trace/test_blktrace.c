/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as binary records, byte by byte.
 */
#include <bsd/sys/endian.h>
#include <string.h>

#include <blkpath/blktrace.h>

#include "bp_test.h"

#define FIELD(name) (record + offsetof(struct blk_io_trace, name))
#define READ_QUEUE (BLK_TC_READ | BLK_TC_QUEUE)

static const struct bp_blktrace_origin origin = { .sequence = 7,
						  .pid = 4711,
						  .device = 259u << 20 | 1 };

struct fixture {
	struct t_world w;
	struct bio *bio;
	struct bio *other;
	struct request rq;
};

static void setup(struct fixture *f)
{
	t_world_init(&f->w);
	f->w.disk.major = 8;
	f->w.disk.first_minor = 16;
	f->w.env.now_ns = 123456789;
	f->w.env.current.cpu = 3;
	f->bio = t_bio(&f->w, REQ_OP_READ, 2048, 1, T_VECS({ 0x10000, 4096 }));
	f->other = t_bio(&f->w, REQ_OP_READ, 2056, 1, T_VECS({ 0x30000, 4096 }));
	f->rq = (struct request){ .q = &f->w.q,
				  .rq_disk = &f->w.disk,
				  .cmd_flags = REQ_OP_WRITE | REQ_SYNC,
				  .__sector = 64,
				  .__data_len = 8192 };
}

static void teardown(struct fixture *f)
{
	t_world_fini(&f->w);
}

static void encode__queued_bio__every_field(void **state)
{
	u8 record[BP_BLKTRACE_RECORD_MAX];
	struct fixture f;
	struct bp_event event;

	(void)state;
	setup(&f);
	event = (struct bp_event){ .id = BP_EV_BIO_QUEUE, .env = &f.w.env, .bio = f.bio };
	assert_int_equal(bp_blktrace_encode(&event, &origin, record), 48);
	assert_int_equal(le32dec(FIELD(magic)), 0x65617407);
	assert_int_equal(le32dec(FIELD(sequence)), 7);
	assert_int_equal(le64dec(FIELD(time)), 123456789);
	assert_int_equal(le64dec(FIELD(sector)), 2048);
	assert_int_equal(le32dec(FIELD(bytes)), 4096);
	assert_int_equal(le32dec(FIELD(action)), READ_QUEUE << 16 | BLK_TA_QUEUE);
	assert_int_equal(le32dec(FIELD(pid)), 4711);
	assert_int_equal(le32dec(FIELD(device)), 8 << 20 | 16);
	assert_int_equal(le32dec(FIELD(cpu)), 3);
	assert_int_equal(le16dec(FIELD(error)), 0);
	assert_int_equal(le16dec(FIELD(pdu_len)), 0);
	teardown(&f);
}

static void encode__events_with_data__it_is_big_endian(void **state)
{
	u8 record[BP_BLKTRACE_RECORD_MAX];
	const u8 *pdu = record + sizeof(struct blk_io_trace);
	struct fixture f;
	struct bp_event event;

	(void)state;
	setup(&f);
	event = (struct bp_event){
		.id = BP_EV_SPLIT, .env = &f.w.env, .bio = f.bio, .other = f.other
	};
	assert_int_equal(bp_blktrace_encode(&event, &origin, record), 56);
	assert_int_equal(le16dec(FIELD(pdu_len)), 8);
	assert_int_equal(le32dec(FIELD(action)), BLK_TC_READ << 16 | BLK_TA_SPLIT);
	assert_int_equal(be64dec(pdu), 2056);
	event.other = NULL;
	bp_blktrace_encode(&event, &origin, record);
	assert_int_equal(be64dec(pdu), 0);
	/* no bio, no request: the device that is given */
	event = (struct bp_event){ .id = BP_EV_UNPLUG, .env = &f.w.env, .a = 16 };
	assert_int_equal(bp_blktrace_encode(&event, &origin, record), 56);
	assert_int_equal(le32dec(FIELD(device)), 259u << 20 | 1);
	assert_int_equal(be64dec(pdu), 16);
	event = (struct bp_event){
		.id = BP_EV_BIO_REMAP, .env = &f.w.env, .bio = f.bio, .a = 48, .b = 2
	};
	assert_int_equal(bp_blktrace_encode(&event, &origin, record), 64);
	assert_int_equal(be32dec(pdu), 8 << 20 | 18);
	assert_int_equal(be32dec(pdu + 4), 8 << 20 | 16);
	assert_int_equal(be64dec(pdu + 8), 48);
	teardown(&f);
}

static void encode__request__its_own_sectors_and_category(void **state)
{
	u8 record[BP_BLKTRACE_RECORD_MAX];
	struct fixture f;
	struct bp_event event;

	(void)state;
	setup(&f);
	event = (struct bp_event){ .id = BP_EV_RQ_ISSUE, .env = &f.w.env, .rq = &f.rq };
	bp_blktrace_encode(&event, &origin, record);
	assert_int_equal(le32dec(FIELD(action)),
			 (u32)(BLK_TC_WRITE | BLK_TC_SYNC | BLK_TC_ISSUE | BLK_TC_FS) << 16 |
				 BLK_TA_ISSUE);
	assert_int_equal(le64dec(FIELD(sector)), 64);
	assert_int_equal(le32dec(FIELD(bytes)), 8192);
	/* a completion tells its own bytes and an error as the kernel does, cut to 16 bits */
	event = (struct bp_event){
		.id = BP_EV_RQ_COMPLETE, .env = &f.w.env, .rq = &f.rq, .a = BLK_STS_IOERR, .b = 512
	};
	bp_blktrace_encode(&event, &origin, record);
	assert_int_equal(le32dec(FIELD(bytes)), 512);
	assert_int_equal((int16_t)le16dec(FIELD(error)), -5);
	/* no file I/O, no sector */
	f.rq.cmd_flags = REQ_OP_DRV_IN;
	f.rq.__sector = (sector_t)-1;
	event = (struct bp_event){ .id = BP_EV_RQ_INSERT, .env = &f.w.env, .rq = &f.rq };
	bp_blktrace_encode(&event, &origin, record);
	assert_int_equal(le64dec(FIELD(sector)), 0);
	assert_int_equal(le32dec(FIELD(action)),
			 (u32)(BLK_TC_READ | BLK_TC_QUEUE | BLK_TC_PC) << 16 | BLK_TA_INSERT);
	teardown(&f);
}

static void encode__operations_and_flags__their_categories(void **state)
{
	static const struct {
		unsigned opf;
		u32 category;
	} cases[] = {
		{ REQ_OP_READ, BLK_TC_READ },
		{ REQ_OP_WRITE | REQ_FUA, BLK_TC_WRITE | BLK_TC_FUA },
		{ REQ_OP_WRITE | REQ_PREFLUSH, BLK_TC_WRITE | BLK_TC_FLUSH },
		{ REQ_OP_FLUSH, BLK_TC_READ | BLK_TC_FLUSH },
		{ REQ_OP_DISCARD, BLK_TC_WRITE | BLK_TC_DISCARD },
		{ REQ_OP_SECURE_ERASE, BLK_TC_WRITE | BLK_TC_DISCARD },
		{ REQ_OP_WRITE_ZEROES, BLK_TC_WRITE },
		{ REQ_OP_READ | REQ_RAHEAD | REQ_META, BLK_TC_READ | BLK_TC_AHEAD | BLK_TC_META },
		{ REQ_OP_READ | REQ_SYNC | REQ_DMA_DIRECT, BLK_TC_READ | BLK_TC_SYNC },
	};
	u8 record[BP_BLKTRACE_RECORD_MAX];
	struct fixture f;

	(void)state;
	setup(&f);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_event event = { .id = BP_EV_GETRQ, .env = &f.w.env, .bio = f.bio };

		f.bio->bi_opf = cases[i].opf;
		bp_blktrace_encode(&event, &origin, record);
		assert_int_equal(le32dec(FIELD(action)) >> 16, cases[i].category | BLK_TC_QUEUE);
	}
	f.bio->bi_opf = REQ_OP_READ;
	teardown(&f);
}

static void encode__every_event__a_record_just_when_it_has_a_letter(void **state)
{
	u8 record[BP_BLKTRACE_RECORD_MAX];
	struct fixture f;

	(void)state;
	setup(&f);
	for (unsigned id = 0; id < BP_EVENT_NR; id++) {
		struct bp_event event = { .id = (enum bp_event_id)id,
					  .env = &f.w.env,
					  .bio = f.bio };
		size_t bytes = bp_blktrace_encode(&event, &origin, record);

		assert_int_equal(bytes != 0, bp_event_info(event.id)->action != 0);
		assert_true(bytes <= sizeof(record));
	}
	teardown(&f);
}

static void encode_process__long_name__is_cut(void **state)
{
	u8 record[sizeof(struct blk_io_trace) + BP_BLKTRACE_NAME_BYTES];
	const char *name = (const char *)record + sizeof(struct blk_io_trace);

	(void)state;
	assert_int_equal(bp_blktrace_encode_process(&origin, 5, "a name of many letters", record),
			 sizeof(record));
	assert_int_equal(le32dec(FIELD(action)), (u32)BLK_TC_NOTIFY << 16 | BLK_TN_PROCESS);
	assert_int_equal(le32dec(FIELD(pid)), 4711);
	assert_int_equal(le64dec(FIELD(time)), 5);
	assert_int_equal(le16dec(FIELD(pdu_len)), 16);
	assert_string_equal(name, "a name of many ");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(encode__queued_bio__every_field),
		cmocka_unit_test(encode__events_with_data__it_is_big_endian),
		cmocka_unit_test(encode__request__its_own_sectors_and_category),
		cmocka_unit_test(encode__operations_and_flags__their_categories),
		cmocka_unit_test(encode__every_event__a_record_just_when_it_has_a_letter),
		cmocka_unit_test(encode_process__long_name__is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
