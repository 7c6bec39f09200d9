# Runs the KCL program egress.k of the current folder, and prints the result.
import sys
import kcl_lib.api as api

result = api.API().exec_program(api.ExecProgramArgs(k_filename_list=["egress.k"], work_dir="."))
sys.stdout.write(result.yaml_result)
