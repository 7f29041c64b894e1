/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No boot: nothing is initialized by itself. */
#ifndef KTREE_LINUX_INIT_H
#define KTREE_LINUX_INIT_H

#define __init __attribute__((unused))
#define __exit __attribute__((unused))
#define __initdata
#define subsys_initcall(function)
#define module_init(function)

#endif
