/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nobody waits. */
#ifndef KTREE_LINUX_COMPLETION_H
#define KTREE_LINUX_COMPLETION_H

struct completion {
};

#define DECLARE_COMPLETION_ONSTACK_MAP(name, map) struct completion name
#define DECLARE_COMPLETION_ONSTACK(name) struct completion name

void complete(struct completion *done);
void wait_for_completion_io(struct completion *done);
unsigned long wait_for_completion_io_timeout(struct completion *done, unsigned long timeout);

#endif
