/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Not under Xen. */
#ifndef KTREE_XEN_XEN_H
#define KTREE_XEN_XEN_H

#define xen_domain() 0
#define xen_biovec_phys_mergeable(vec, page) 1

#endif
