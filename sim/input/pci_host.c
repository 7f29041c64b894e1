/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "input/pci_host.h"

/* "key : value" of a line; NULL when it has another key. */
static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);
	const char *colon = strchr(line, ':');

	if (!colon || strncmp(line, key, length) ||
	    line[length + strspn(line + length, " \t")] != ':')
		return NULL;
	return colon + 1 + strspn(colon + 1, " \t");
}

void bp_pci_host_cpu(const char *path, struct bp_p2p_machine *machine)
{
	FILE *file = fopen(path, "re");
	char line[4096];

	if (!file)
		return;
	machine->cpu = BP_P2P_CPU_OTHER; /* only x86 has makers there (P-20) */
	machine->cpu_family = 0;
	while (fgets(line, sizeof(line), file) && *line != '\n') {
		const char *vendor = value_of(line, "vendor_id");
		const char *family = value_of(line, "cpu family");

		if (vendor && !strncmp(vendor, "AuthenticAMD", 12))
			machine->cpu = BP_P2P_CPU_AMD;
		if (family)
			sscanf(family, "%5u", &machine->cpu_family);
	}
	fclose(file);
}

void bp_pci_host_iommu(const char *path, struct bp_p2p_machine *machine)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (!dir)
		return;
	machine->iommu = BP_P2P_IOMMU_OFF;
	while ((entry = readdir(dir)))
		if (*entry->d_name != '.')
			machine->iommu = BP_P2P_IOMMU_ON;
	closedir(dir);
}
