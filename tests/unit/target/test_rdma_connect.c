/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections that end, each in its way, and ports that cannot be opened (R-C4.1, R-C4.7 to
 * R-C4.9).
 */
#include <errno.h>

#include "bp_test.h"
#include "host.h"

#include "../../../src/target/rdma.h"

static const struct t_host_setup plain = { .target = { .disk = T_TARGET_NVME } };

static struct nvmet_rdma_queue *io_queue(const struct t_host *h)
{
	const struct nvmet_rdma_port *rport = h->port.priv;

	return STAILQ_NEXT(STAILQ_FIRST(&rport->queues), queue_list);
}

static bool has_two_queues(const struct t_host *h)
{
	return bp_nvmet_rdma_queue_view(&h->port, 1, &(struct bp_nvmet_rdma_queue_view){ 0 });
}

/* R-C4.8, R-C4.9: whatever the manager calls it; and a set-up that ends too late revives nothing */
static void nvmet_rdma_cm_handler__connection_over__queue_goes(void **state)
{
	static const enum rdma_cm_event_type events[] = {
		RDMA_CM_EVENT_DISCONNECTED,   RDMA_CM_EVENT_REJECTED,
		RDMA_CM_EVENT_UNREACHABLE,    RDMA_CM_EVENT_CONNECT_ERROR,
		RDMA_CM_EVENT_DEVICE_REMOVAL,
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(events); i++) {
		struct rdma_cm_event event = { .event = events[i] };
		struct nvmet_rdma_queue *queue;
		struct t_host h;
		struct t_target t;

		t_host_init(&h, &t, &plain);
		queue = io_queue(&h);
		assert_int_equal(nvmet_rdma_cm_handler(queue->cm_id, &event), 0);
		assert_int_equal(queue->state, NVMET_RDMA_Q_DISCONNECTING);
		event.event = RDMA_CM_EVENT_ESTABLISHED;
		assert_int_equal(nvmet_rdma_cm_handler(queue->cm_id, &event), 0);
		assert_int_equal(queue->state, NVMET_RDMA_Q_DISCONNECTING);
		t_host_settle(&h);
		assert_false(has_two_queues(&h));
		assert_true(h.io.over);
		assert_false(h.admin.over);
		t_host_fini(&h);
	}
}

/* What the manager never tells a target. */
static void nvmet_rdma_cm_handler__other_event__nothing(void **state)
{
	struct rdma_cm_event event = { .event = RDMA_CM_EVENT_CONNECT_REQUEST + 1 };
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t, &plain);
	assert_int_equal(nvmet_rdma_cm_handler(io_queue(&h)->cm_id, &event), 0);
	t_host_settle(&h);
	assert_true(has_two_queues(&h));
	t_host_fini(&h);
}

static struct {
	struct ib_device_ops ops;
	const struct ib_device_ops *real;
	enum ib_qp_state state;
} stubborn;

static int no_state(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask)
{
	return attr->qp_state == stubborn.state ? -EIO : stubborn.real->modify_qp(qp, attr, mask);
}

/* R-C4.7: the queue pair cannot be brought up: the queue that is there already goes. */
static void nvmet_rdma_queue_connect__accept_fails__queue_goes(void **state)
{
	static const enum ib_qp_state states[] = { IB_QPS_RTR, IB_QPS_RTS };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(states); i++) {
		struct ib_device *device;
		struct t_host h;
		struct t_target t;

		t_host_init_bare(&h, &t, &plain);
		device = bp_rdma_device(h.near);
		stubborn.real = device->ops;
		stubborn.ops = *device->ops;
		stubborn.ops.modify_qp = no_state;
		stubborn.state = states[i];
		device->ops = &stubborn.ops;
		assert_false(t_host_connect_queue(&h, &h.admin, 0, 32));
		t_host_settle(&h);
		assert_false(bp_nvmet_rdma_queue_view(&h.port, 0,
						      &(struct bp_nvmet_rdma_queue_view){ 0 }));
		device->ops = stubborn.real;
		t_host_disconnect(&h, &h.admin);
		assert_true(t_host_connect_queue(&h, &h.admin, 0, 32));
		t_host_fini(&h);
	}
}

/* A second port of one service; nothing of it stays. */
static void nvmet_rdma_add_port__service_taken__refused(void **state)
{
	struct nvmet_port port;
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init_bare(&h, &t, &plain);
	bp_nvmet_port_init(&t.nvmet, &port);
	port.bp_traddr = &h.addr;
	assert_int_equal(nvmet_enable_port(&port, &nvmet_rdma_ops), -EADDRINUSE);
	assert_null(port.priv);
	assert_null(port.tr_ops);
	bp_nvmet_port_fini(&port);
	assert_true(t_host_connect_queue(&h, &h.admin, 0, 32));
	t_host_fini(&h);
}

static bool no_target(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg, (void)bytes;
	return kind == BP_ALLOC_NVMET;
}

static void nvmet_rdma_add_port__no_memory__nobody_listens(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = no_target };
	struct nvmet_port port;
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init_bare(&h, &t, &plain);
	bp_nvmet_port_init(&t.nvmet, &port);
	h.addr.service++;
	port.bp_traddr = &h.addr;
	t.m.env->alloc_ops = &ops;
	assert_int_equal(nvmet_enable_port(&port, &nvmet_rdma_ops), -ENOMEM);
	t.m.env->alloc_ops = NULL;
	assert_null(port.priv);
	assert_null(port.tr_ops);
	assert_int_equal(nvmet_enable_port(&port, &nvmet_rdma_ops), 0);
	bp_nvmet_port_fini(&port);
	t_host_fini(&h);
}

/* The queue ends that many steps after a command was sent; whether it had come in by then and was
 * dropped. */
static bool is_dropped(unsigned steps)
{
	struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_flush, 0, 0), .sgl = T_HOST_RAW };
	bool dropped = false, begun = false;
	struct nvmet_rdma_queue *queue;
	struct t_host h;
	struct t_target t;

	t_host_init(&h, &t, &plain);
	c.cmd.common.dptr.sgl.type = BP_NVMF_SGL_KEYED;
	t.nr_steps = 0;
	t_host_send(&h, &h.io, &c);
	while (steps-- && bp_wait(t.m.env))
		;
	queue = io_queue(&h);
	STAILQ_INIT(&queue->free_rsps); /* all are out: one more is allocated for what comes in */
	nvmet_rdma_queue_disconnect(queue);
	t_host_settle(&h);
	for (unsigned i = 0; i < t.nr_steps; i++) {
		dropped |= t.steps[i].step == BP_NVMET_DROPPED;
		begun |= t.steps[i].step == BP_NVMET_INITED;
	}
	assert_false(dropped && (begun || c.done));
	assert_false(has_two_queues(&h));
	t_host_fini(&h);
	return dropped;
}

/* R-C4.8: what comes in and is looked at after that is dropped, and its response goes back. */
static void nvmet_rdma_recv_done__queue_has_ended__dropped(void **state)
{
	unsigned dropped = 0;

	(void)state;
	for (unsigned steps = 0; steps < 20; steps++)
		dropped += is_dropped(steps);
	assert_in_range(dropped, 1, 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma_cm_handler__connection_over__queue_goes),
		cmocka_unit_test(nvmet_rdma_cm_handler__other_event__nothing),
		cmocka_unit_test(nvmet_rdma_queue_connect__accept_fails__queue_goes),
		cmocka_unit_test(nvmet_rdma_add_port__service_taken__refused),
		cmocka_unit_test(nvmet_rdma_add_port__no_memory__nobody_listens),
		cmocka_unit_test(nvmet_rdma_recv_done__queue_has_ended__dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
