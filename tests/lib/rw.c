/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "rw.h"

static void done(struct ib_cq *cq, struct ib_wc *wc)
{
	struct t_rw *t = bp_container_of(wc->wr_cqe, struct t_rw, cqe);

	assert_ptr_equal(cq, t->cq);
	t->status = wc->status;
	t->completions++;
}

static void record(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_rw *t = bp_container_of(sink, struct t_rw, sink);

	if (!event->rdma)
		return;
	if (t->nr_events < T_RW_EVENTS) {
		t->event[t->nr_events] = event->id;
		t->told[t->nr_events] = *event->rdma;
	}
	t->nr_events++;
}

const struct bp_rdma_event *t_rw_last(const struct t_rw *t, enum bp_event_id id)
{
	for (unsigned i = bp_min(t->nr_events, (unsigned)T_RW_EVENTS); i--;)
		if (t->event[i] == id)
			return &t->told[i];
	fail_msg("no event %s", bp_event_info(id)->name);
	return NULL;
}

static void make_adapter(struct t_rw *t, const struct t_rw_setup *setup)
{
	struct device *dev = &t_p2p_dev(&t->p, 'b')->dev;

	dev->dma_mask = ~0ull;
	dev->bp_ledger = t->ledger;
	t_ib_prepare(&t->ib, t->env, dev);
	t->ib.dev.bp_protocol = setup->protocol;
	t->ib.dev.bp_force_mr = setup->force_mr;
	if (setup->max_sge_rd)
		t->ib.dev.attrs.max_sge_rd = setup->max_sge_rd;
	if (setup->mr_pages)
		t->ib.dev.attrs.max_fast_reg_page_list_len = setup->mr_pages;
	for (unsigned i = 0; i < bp_array_size(setup->defects) && setup->defects[i]; i++)
		bp_defect_set(&t->env->defects, setup->defects[i], true);
	assert_int_equal(ib_register_device(&t->ib.dev), 0);
}

void t_rw_init(struct t_rw *t, const struct t_rw_setup *setup)
{
	const struct bp_dma_ledger_setup watch = { 0 };
	struct ib_qp_init_attr attr = {
		.cap = { .max_send_wr = 9,
			 .max_recv_wr = 1,
			 .max_send_sge = setup->max_send_sge ? setup->max_send_sge : 30,
			 .max_recv_sge = 1,
			 .max_rdma_ctxs = setup->contexts ? setup->contexts : 8 },
		.qp_type = IB_QPT_RC,
		.sq_sig_type = IB_SIGNAL_REQ_WR,
		.port_num = 1,
	};

	memset(t, 0, sizeof(*t));
	t_p2p_init(&t->p, "HB/8086:2030 ; RP - U - { D - a , D - b }", setup->profile,
		   setup->offset);
	t->env = &t->p.pci.env;
	t->sink.fn = record;
	bp_sink_add(t->env, &t->sink);
	t->ledger = bp_dma_ledger_new(t->env, &watch);
	assert_non_null(t->ledger);
	t->provider = t_p2p_dev(&t->p, 'a');
	assert_int_equal(pci_p2pdma_add_resource(t->provider, 4, 0x8000000, 0), 0);
	make_adapter(t, setup);
	t->pd = ib_alloc_pd(&t->ib.dev, 0);
	assert_false(IS_ERR(t->pd));
	t->cq = ib_alloc_cq(&t->ib.dev, t, 64, 0, IB_POLL_WORKQUEUE);
	assert_false(IS_ERR(t->cq));
	attr.send_cq = attr.recv_cq = t->cq;
	t->qp = ib_create_qp(t->pd, &attr);
	assert_false(IS_ERR(t->qp));
	t->cqe.done = done;
}

void t_rw_fini(struct t_rw *t)
{
	t_rw_drop_list(t);
	assert_int_equal(t_rw_mapped(t), 0);
	assert_int_equal(t->qp->mrs_used, 0);
	assert_int_equal(ib_destroy_qp(t->qp), 0);
	ib_free_cq(t->cq);
	ib_dealloc_pd(t->pd);
	t_ib_fini(&t->ib);
	assert_int_equal(t->env->live[BP_ALLOC_RDMA], 0);
	t_p2p_dev(&t->p, 'b')->dev.bp_ledger = NULL;
	bp_dma_ledger_free(t->ledger);
	t_p2p_fini(&t->p);
}

void t_rw_drop_list(struct t_rw *t)
{
	free(t->sg);
	t->sg = NULL;
}

void t_rw_list(struct t_rw *t, const struct t_rw_entry *entries, u32 nr)
{
	t_rw_drop_list(t);
	t->sg = calloc(nr, sizeof(*t->sg));
	assert_non_null(t->sg);
	t->nents = nr;
	sg_init_table(t->sg, nr);
	for (u32 i = 0; i < nr; i++)
		sg_set_page(t->env, &t->sg[i], pfn_to_page(entries[i].phys >> 12), entries[i].len,
			    entries[i].phys & 4095);
}

void t_rw_pages(struct t_rw *t, u64 bytes)
{
	u32 nr = (u32)((bytes + 4095) / 4096);
	struct t_rw_entry *entries = calloc(nr, sizeof(*entries));

	assert_non_null(entries);
	for (u32 i = 0; i < nr; i++)
		entries[i] = (struct t_rw_entry){ 0x100000 + i * 0x2000ull,
						  (unsigned)bp_min(bytes - i * 4096ull, 4096ull) };
	t_rw_list(t, entries, nr);
	free(entries);
}

int t_rw_prepare(struct t_rw *t, u32 offset, enum dma_data_direction dir)
{
	return rdma_rw_ctx_init(&t->ctx, t->qp, 1, t->sg, t->nents, offset, T_RW_REMOTE, T_RW_RKEY,
				dir);
}

void t_rw_destroy(struct t_rw *t, enum dma_data_direction dir)
{
	rdma_rw_ctx_destroy(&t->ctx, t->qp, 1, t->sg, t->nents, dir);
}

void t_rw_run(struct t_rw *t)
{
	unsigned before = t->completions;

	assert_int_equal(rdma_rw_ctx_post(&t->ctx, t->qp, 1, &t->cqe, NULL), 0);
	t_ib_complete(&t->ib, t->ib.nr_posts - 1, IB_WC_SUCCESS);
	bp_work_run(t->env);
	assert_int_equal(t->completions, before + 1);
	assert_int_equal(t->status, IB_WC_SUCCESS);
}

u64 t_rw_mapped(const struct t_rw *t)
{
	return bp_dma_ledger_stat(t->ledger).live;
}
