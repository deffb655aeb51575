# The commands that a person types; each calls a script, which does its own set-up.
.PHONY: build demo test wheel asan tsan lint fmt clean setup

build: setup
	@scripts/build dev

setup:
	@scripts/setup

test: setup
	@scripts/test

demo: build
	@scripts/demo

wheel: build
	@scripts/wheel

asan tsan: setup
	@scripts/sanitize $@

lint: build
	@scripts/dev lint

fmt: setup
	@scripts/dev fmt

clean:
	rm -rf build dist out mindspore/lib mindspore/_core.*
