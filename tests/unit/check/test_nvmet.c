/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVMET-1 to -14, -18 to -20, -22: after each true event the checker hears one that is not.
 *
 * What the target's own defects break is told by tests/unit/target.
 */
#include <stdlib.h>

#include <blkpath/check.h>
#include <blkpath/nvme_status.h>
#include <blkpath/nvmet_event.h>
#include <blkpath/p2p_call.h>
#include <blkpath/rdma_event.h>

#include "bp_test.h"
#include "host.h"

#define BYTES 8192u

struct stand;

/* Tells the checker something else; false: not of this event. */
typedef bool lie_fn(struct stand *s, const struct bp_event *event);

struct row {
	enum bp_invariant law;
	enum bp_event_id id;
	lie_fn *lie;
};

struct stand {
	struct t_target t;
	struct t_host h;
	struct bp_sink sink;
	const struct row *row;
	bool lied;
	struct bp_nvmet_credits account; /* of an I/O queue, as it was told last */
};

static void say(struct stand *s, struct bp_event event)
{
	bp_check_event(s->t.m.check, &event);
}

static void say_req(struct stand *s, const struct bp_event *event,
		    const struct bp_nvmet_request *req)
{
	const struct bp_nvmet_event told = { .req = *req };
	struct bp_event lie = *event;

	lie.nvmet = &told;
	say(s, lie);
}

/* A step of an I/O command, told again with one thing that is another. */
#define TELLS(name, at, change)                                                                    \
	static bool name(struct stand *s, const struct bp_event *event)                            \
	{                                                                                          \
		struct bp_nvmet_request req = event->nvmet->req, *r = &req;                        \
                                                                                                   \
		if (r->step != BP_NVMET_##at || !r->qid)                                           \
			return false;                                                              \
		change;                                                                            \
		say_req(s, event, r);                                                              \
		return true;                                                                       \
	}

TELLS(responds_again, RESPONSE, (void)r)
TELLS(is_over_unanswered, EXECUTED, r->step = BP_NVMET_RELEASED)
TELLS(keeps_its_credits, EXECUTED, r->step = BP_NVMET_RELEASED)
TELLS(lengths_differ, EXECUTED, r->data_len++)
TELLS(has_bytes_and_no_kind, SGL, r->kind = BP_NVMET_NONE)
TELLS(has_no_such_kind, SGL, r->kind = (enum bp_nvmet_buffer)77)
TELLS(begins_for_ever, INITED, r->serial += 1000000)
TELLS(begins_with_pages, INITED, r->kind = BP_NVMET_PAGES)
TELLS(keeps_its_memory, RESPONSE, r->step = BP_NVMET_RELEASED)
TELLS(has_no_provider, SGL, r->p2p_dev = NULL)
TELLS(has_another_provider, SGL, r->mapped_dev = NULL)
TELLS(completes_again, COMPLETED, (void)r)
TELLS(head_jumps, COMPLETED, r->cqe.sq_head = cpu_to_le16(77))
TELLS(sends_more_data, RESPONSE, r->data_wrs++)
TELLS(invalidates_nothing, RESPONSE, r->invalidates = false)
TELLS(invalidates_another, RESPONSE, r->key++)
TELLS(has_another_status, COMPLETED, r->status = 0x123)
TELLS(waits_with_credits, EXECUTED, r->step = BP_NVMET_WAITS)
TELLS(forgets_work, SGL, r->n_rdma++)
TELLS(says_bad_opcode, COMPLETED, r->status = NVME_SC_INVALID_OPCODE | NVME_SC_DNR)

static bool takes_too_much(struct stand *s, const struct bp_event *event)
{
	struct bp_nvmet_event told = { .credits = event->nvmet->credits };
	struct bp_event lie = *event;

	if (!told.credits.serial)
		return false;
	told.credits.change = -1;
	told.credits.avail = -1;
	lie.nvmet = &told;
	say(s, lie);
	return true;
}

/* The send is posted, and the receive was not. */
static bool sends_before_it_receives(struct stand *s, const struct bp_event *event)
{
	const struct ib_send_wr wr = { .opcode = IB_WR_SEND };
	const struct bp_rdma_event told = {
		.device = s->account.device,
		.work = { .qpn = s->account.qpn, .serial = 1000, .send_wr = &wr }
	};

	if (event->nvmet->req.step != BP_NVMET_RESPONSE || event->nvmet->req.sq != s->account.sq)
		return false;
	say(s, (struct bp_event){ .id = BP_EV_RDMA_POST, .env = event->env, .rdma = &told });
	return true;
}

/* Work that nobody paid for. */
static bool sends_too_much(struct stand *s, const struct bp_event *event)
{
	const struct ib_send_wr wr = { .opcode = IB_WR_SEND };

	if (event->nvmet->req.step != BP_NVMET_RESPONSE || event->nvmet->req.sq != s->account.sq)
		return false;
	for (u64 serial = 1000; serial < 1008; serial++) {
		const struct bp_rdma_event told = {
			.device = s->account.device,
			.work = { .qpn = s->account.qpn, .serial = serial, .send_wr = &wr }
		};

		say(s,
		    (struct bp_event){ .id = BP_EV_RDMA_POST, .env = event->env, .rdma = &told });
	}
	return true;
}

/* Data that the response knows nothing of. */
static bool sends_data_unasked(struct stand *s, const struct bp_event *event)
{
	const struct ib_rdma_wr wr = { .wr.opcode = IB_WR_RDMA_WRITE };
	const struct bp_rdma_event told = {
		.device = s->account.device,
		.work = { .qpn = s->account.qpn, .serial = 1000, .send_wr = &wr.wr }
	};

	if (event->nvmet->req.step != BP_NVMET_RESPONSE || event->nvmet->req.sq != s->account.sq)
		return false;
	say(s, (struct bp_event){ .id = BP_EV_RDMA_POST, .env = event->env, .rdma = &told });
	return true;
}

static bool frees(struct stand *s, const struct bp_event *event, u64 bytes)
{
	const struct bp_nvmet_request *req = &event->nvmet->req;
	const struct bp_p2p_call call = { .provider = (struct pci_dev *)req->p2p_dev,
					  .virt = req->virt,
					  .size = bytes };

	if (req->step != BP_NVMET_SGL || req->kind != BP_NVMET_P2P)
		return false;
	say(s, (struct bp_event){ .id = BP_EV_P2P_FREE, .env = event->env, .p2p = &call });
	return true;
}

static bool frees_early(struct stand *s, const struct bp_event *event)
{
	return frees(s, event, BYTES);
}

static bool frees_nothing(struct stand *s, const struct bp_event *event)
{
	return frees(s, event, 0);
}

static bool asks_elsewhere(struct stand *s, const struct bp_event *event)
{
	struct bp_nvmet_event told = { .bio = event->nvmet->bio };
	struct bp_event lie = *event;

	told.bio.slba++;
	lie.nvmet = &told;
	say(s, lie);
	return true;
}

/* The same bio again: the second one does not go on where the first ended. */
static bool asks_by_pages_again(struct stand *s, const struct bp_event *event)
{
	struct bio bio = *event->bio;
	struct bp_event lie = *event;

	bio.bi_opf &= ~REQ_DMA_DIRECT;
	lie.bio = &bio;
	say(s, lie);
	return true;
}

static bool mixes(struct stand *s, const struct bp_event *event)
{
	struct request rq = *event->rq;
	struct bio first, second;
	struct bp_event lie = *event;

	if (!rq.bio || !(rq.bio->bi_opf & REQ_DMA_DIRECT))
		return false;
	first = second = *rq.bio;
	first.bi_next = &second;
	second.bi_next = NULL;
	second.bi_opf &= ~REQ_DMA_DIRECT;
	rq.bio = &first;
	lie.rq = &rq;
	say(s, lie);
	return true;
}

static void listen(struct bp_sink *sink, const struct bp_event *event)
{
	struct stand *s = bp_container_of(sink, struct stand, sink);

	if (event->id == BP_EV_NVMET_CREDITS)
		s->account = event->nvmet->credits;
	if (!s->lied && s->row->id == event->id)
		s->lied = s->row->lie(s, event);
}

/* A write and a read through peer-to-peer memory. */
static void use(struct stand *s)
{
	u8 *data = calloc(1, BYTES);

	assert_non_null(data);
	assert_int_equal(t_host_rw(&s->h, nvme_cmd_write, 0, data, BYTES), 0);
	assert_int_equal(t_host_rw(&s->h, nvme_cmd_read, 0, data, BYTES), 0);
	free(data);
}

static void begin(struct stand *s)
{
	t_host_init(&s->h, &s->t,
		    &(struct t_host_setup){ .target = { .disk = T_TARGET_NVME,
							.profile = BP_P2P_DIRECT,
							.p2p = true } });
}

#define LAW(n) BP_INV_NVMET_##n
#define REQ BP_EV_NVMET_REQ

static const struct row rows[] = {
	{ LAW(1), REQ, responds_again },
	{ LAW(1), REQ, is_over_unanswered },
	{ LAW(2), BP_EV_NVMET_CREDITS, takes_too_much },
	{ LAW(2), REQ, keeps_its_credits },
	{ LAW(3), REQ, sends_too_much },
	{ LAW(4), REQ, lengths_differ },
	{ LAW(5), REQ, has_bytes_and_no_kind },
	{ LAW(5), REQ, has_no_such_kind },
	{ LAW(5), REQ, begins_with_pages },
	{ LAW(5), REQ, keeps_its_memory },
	{ LAW(6), REQ, keeps_its_memory },
	{ LAW(6), REQ, frees_nothing },
	{ LAW(7), REQ, has_no_provider },
	{ LAW(7), REQ, has_another_provider },
	{ LAW(8), BP_EV_NVMET_BIO, asks_elsewhere },
	{ LAW(9), BP_EV_NVMET_BIO, asks_by_pages_again },
	{ LAW(10), REQ, completes_again },
	{ LAW(11), REQ, head_jumps },
	{ LAW(12), REQ, sends_more_data },
	{ LAW(12), REQ, sends_data_unasked },
	{ LAW(13), REQ, sends_before_it_receives },
	{ LAW(14), REQ, invalidates_nothing },
	{ LAW(14), REQ, invalidates_another },
	{ LAW(18), REQ, frees_early },
	{ LAW(19), REQ, has_another_status },
	{ LAW(20), REQ, waits_with_credits },
	{ LAW(21), REQ, forgets_work },
	{ LAW(22), BP_EV_RQ_ISSUE, mixes },
	{ LAW(23), REQ, says_bad_opcode },
};

static void target__lies__broken(void **state)
{
	struct stand *s = calloc(1, sizeof(*s));

	(void)state;
	assert_non_null(s);
	for (size_t i = 0; i < bp_array_size(rows); i++) {
		const char *name = bp_invariant_get(rows[i].law)->id;

		begin(s);
		bp_check_on_violation(s->t.m.check, NULL, NULL);
		s->row = &rows[i];
		s->lied = false;
		s->sink.fn = listen;
		bp_sink_add(s->t.m.env, &s->sink);
		use(s);
		bp_sink_remove(s->t.m.env, &s->sink);
		if (!s->lied || !bp_check_count(s->t.m.check, rows[i].law))
			fail_msg("row %zu: %s is not broken", i, name);
		t_nvme_machine_unwatch(&s->t.m);
		t_host_fini(&s->h);
	}
	free(s);
}

/* INV-NVMET-1: in the end there is one that nobody answered. */
static void target__a_command_without_end__broken_in_the_end(void **state)
{
	static const struct row row = { LAW(1), REQ, begins_for_ever };
	struct stand *s = calloc(1, sizeof(*s));

	(void)state;
	assert_non_null(s);
	begin(s);
	bp_check_on_violation(s->t.m.check, NULL, NULL);
	s->row = &row;
	s->sink.fn = listen;
	bp_sink_add(s->t.m.env, &s->sink);
	use(s);
	bp_sink_remove(s->t.m.env, &s->sink);
	assert_int_equal(bp_check_count(s->t.m.check, LAW(1)), 0);
	bp_check_end(s->t.m.check, 0);
	assert_int_equal(bp_check_count(s->t.m.check, LAW(1)), 1);
	t_nvme_machine_unwatch(&s->t.m);
	t_host_fini(&s->h);
	free(s);
}

static bool always(void *arg, struct request *rq)
{
	(void)arg;
	(void)rq;
	return true;
}

/* INV-NVMET-19, -23: what the disk said reaches the host as R-C3.8 has it. */
static void target__the_disk_fails__judged_and_right(void **state)
{
	static const struct {
		u16 disk, host;
	} cases[] = {
		{ NVME_SC_CAP_EXCEEDED, 0x81 | NVME_SC_DNR },
		{ NVME_SC_LBA_RANGE, 0x80 | NVME_SC_DNR },
		{ NVME_SC_INVALID_OPCODE, 0x01 | NVME_SC_DNR },
		{ NVME_SC_INTERNAL, 0x06 | NVME_SC_DNR },
	};
	struct stand *s = calloc(1, sizeof(*s));
	u8 *data = calloc(1, BYTES);

	(void)state;
	assert_non_null(s);
	assert_non_null(data);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		begin(s);
		t_nvme_machine_ns(&s->t.m)->fault_inject = (struct nvme_fault_inject){
			.should_fail = always, .status = cases[i].disk, .dont_retry = true
		};
		assert_int_equal(t_host_rw(&s->h, nvme_cmd_write, 0, data, BYTES), cases[i].host);
		assert_int_not_equal(bp_check_judged(s->t.m.check, LAW(19)), 0);
		assert_int_equal(bp_check_total(s->t.m.check), 0);
		t_host_fini(&s->h);
	}
	free(data);
	free(s);
}

/* Without a lie each law is judged, and holds. */
static void target__truth__judged(void **state)
{
	struct stand *s = calloc(1, sizeof(*s));

	(void)state;
	assert_non_null(s);
	begin(s);
	use(s);
	for (size_t i = 0; i < bp_array_size(rows); i++) {
		const enum bp_invariant law = rows[i].law;

		if (law != LAW(9) && law != LAW(20) && !bp_check_judged(s->t.m.check, law))
			fail_msg("%s is not judged", bp_invariant_get(law)->id);
	}
	assert_int_equal(bp_check_total(s->t.m.check), 0);
	t_host_fini(&s->h);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(target__lies__broken),
		cmocka_unit_test(target__a_command_without_end__broken_in_the_end),
		cmocka_unit_test(target__the_disk_fails__judged_and_right),
		cmocka_unit_test(target__truth__judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
