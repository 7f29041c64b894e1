/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Users of the connection manager on both sides of a wire: the far host asks, the near side is the
 * target.
 */
#ifndef BP_TEST_RDMA_USERS_H
#define BP_TEST_RDMA_USERS_H

#include "rdma.h"

#define T_SERVICE 4420

/**
 * struct t_user - one side's user
 * @end: side
 * @id: its id, NULL for none
 * @heard: names of the events that came
 * @status: of the last one
 * @param: of the last one
 * @data: its private data
 * @returns: what its handler returns
 * @accepts: it says yes to a request
 * @rejects_with: it says no, with these words
 * @accepted: what rdma_accept() said
 */
struct t_user {
	struct t_rdma_end *end;
	struct rdma_cm_id *id;
	char heard[256];
	int status;
	struct rdma_conn_param param;
	char data[BP_RDMA_CM_REP_PRIVATE + 1];
	int returns;
	bool accepts;
	const char *rejects_with;
	int accepted;
};

struct t_users {
	struct t_rdma t;
	struct t_user active;
	struct t_user passive;
	struct rdma_cm_id *listener;
};

/* What the active side says. */
extern const struct rdma_conn_param t_hello;

/* Handler of all ids; its context is a struct t_user. */
int t_user_hears(struct rdma_cm_id *id, struct rdma_cm_event *event);

/* A test of its own: its `*state` is a struct t_users.  The target listens and accepts. */
int t_users_set_up(void **state);
int t_users_tear_down(void **state);
#define t_with_users(test) cmocka_unit_test_setup_teardown(test, t_users_set_up, t_users_tear_down)

/* The active side asks; until nothing is under way. */
void t_users_ask(struct t_users *w, u16 service);

#endif
