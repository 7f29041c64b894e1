/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BUG ends the case, WARN is counted in it: both are results, told to the driver. */
#ifndef KTREE_LINUX_BUG_H
#define KTREE_LINUX_BUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>

void __noreturn kt_bug(const char *function);
void kt_warn(const char *function);

#define BUG() kt_bug(__func__)
#define BUG_ON(condition)                                                                          \
	do {                                                                                       \
		if (unlikely(condition))                                                           \
			BUG();                                                                     \
	} while (0)
#define WARN_ON(condition)                                                                         \
	({                                                                                         \
		int warned_ = !!(condition);                                                       \
		if (unlikely(warned_))                                                             \
			kt_warn(__func__);                                                         \
		unlikely(warned_);                                                                 \
	})
#define WARN(condition, ...) WARN_ON(condition)
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define WARN_ONCE(condition, ...) WARN_ON(condition)
#define WARN_ON_SMP(condition) 0

#endif
