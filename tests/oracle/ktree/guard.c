/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "subjects.h"

#define TICK_MS 100

static sigjmp_buf stopped;
static volatile sig_atomic_t running;
static volatile sig_atomic_t ticks;
static volatile sig_atomic_t patience = KT_PATIENT;
static volatile sig_atomic_t why;

static void on_signal(int signal)
{
	if (signal == SIGPROF && (!running || ++ticks < patience))
		return;
	if (!running)
		_Exit(3);
	why = signal;
	siglongjmp(stopped, 1);
}

static void watch(void)
{
	static const int signals[] = { SIGPROF, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
	const struct itimerval every = { { 0, TICK_MS * 1000 }, { 0, TICK_MS * 1000 } };
	static bool watching;
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_NODEFER | SA_RESTART };

	if (watching)
		return;
	watching = true;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
	setitimer(ITIMER_PROF, &every, NULL);
}

void kt_guard_patience(unsigned tenths)
{
	patience = (sig_atomic_t)tenths;
}

void kt_guarded_run(kt_run_fn *run, const struct kt_case *c, struct kt_result *r)
{
	watch();
	ticks = 0;
	if (sigsetjmp(stopped, 1) == 0) {
		running = 1;
		run(c, r);
	} else {
		r->outcome = why == SIGPROF ? KT_HUNG : KT_CRASHED;
		memset(r->function, 0, sizeof(r->function));
	}
	running = 0;
}

bool kt_subject_load(const char *path, struct kt_subject *subject)
{
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	void *run = object ? dlsym(object, "kt_subject_run") : NULL;
	void *map = object ? dlsym(object, "kt_subject_map") : NULL;

	if (!run || !map) {
		fprintf(stderr, "kernel-tree: %s\n", dlerror());
		return false;
	}
	memcpy(&subject->run, &run, sizeof(run)); /* C has no cast for this */
	subject->map = map;
	return true;
}
