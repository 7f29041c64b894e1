/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing is printed. */
#ifndef KTREE_LINUX_PRINTK_H
#define KTREE_LINUX_PRINTK_H

#define KERN_ERR ""
#define KERN_WARNING ""
#define KERN_INFO ""
#define printk(...) ((void)0)
#define printk_once(...) ((void)0)
#define pr_err(...) ((void)0)
#define pr_warn(...) ((void)0)
#define pr_warn_once(...) ((void)0)
#define pr_warn_ratelimited(...) ((void)0)
#define pr_info(...) ((void)0)
#define pr_debug(...) ((void)0)
#define dev_warn_ratelimited(...) ((void)0)

#endif
