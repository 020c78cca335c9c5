"""Proposals from a local causal language model of Hugging Face, decoded inside the schema."""

from __future__ import annotations

import importlib.util
import inspect
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from envs.interface import InvalidInputError
from planning.language.answers import MalformedAnswerError, parse_answer, printable
from planning.language.cache import AnswerCache, cache_key
from planning.language.constrained import Decoded, DecodingError, Grammar
from planning.language.prompting import Message, Prompter
from planning.language.provider import Answer, Outcome, Request, Usage
from planning.language.schemas import grammar_schema

if TYPE_CHECKING:
    import torch

_CACHES = ("cache", "past_key_values")  # what models call the keys and values that they keep
_PACKAGES = ("transformers", "llguidance")
_FALLBACK_CONTEXT = 2048  # tokens, of a model that does not say how many it takes


@dataclass(frozen=True, slots=True)
class TransformersConfig:
    """A local model, and how it is run.

    Attributes:
        model: folder with a model, or its name on the hub.
        revision: of the hub: a branch, tag or commit; "" for the newest.
        local_files_only: download nothing; a model of the hub has to be in its cache.
        device: `auto` for a GPU where there is one.
        dtype: of the weights; `auto` for the checkpoint's own.
        temperature: of sampling; 0 to take the likeliest token each time.
        seed: of sampling.
        max_new_tokens: that the model writes; what is open then is closed by the grammar.
        deadline_s: [s] for a proposal.
    """

    model: str
    revision: str = ""
    local_files_only: bool = True
    device: str = "auto"
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    temperature: float = 0.0
    seed: int = 0
    max_new_tokens: int = 512
    deadline_s: float = 120.0

    def __post_init__(self) -> None:
        if not self.model:
            raise InvalidInputError("model", "expected a folder, or a name on the hub; got none")
        if self.max_new_tokens < 1:
            raise InvalidInputError(
                "max_new_tokens", f"expected at least 1; got {self.max_new_tokens}"
            )
        if not 0 <= self.temperature < 100:
            raise InvalidInputError("temperature", f"expected 0 or more; got {self.temperature}")


class TransformersProvider:
    """A causal language model in this process.

    Args:
        config: which model, and how it is run.
        cache: answers that are known; None for none.
        prompter: renders the prompt; the shipped one by default.

    Raises:
        InvalidInputError: a package is missing, or the model cannot be loaded.
    """

    def __init__(
        self,
        config: TransformersConfig,
        cache: AnswerCache | None = None,
        prompter: Prompter | None = None,
    ) -> None:
        missing = transformers_problem()
        if missing:
            raise InvalidInputError("language", missing)
        self.name = f"transformers:{config.model}"
        self._config = config
        self._cache = cache
        self._prompter = prompter or Prompter()
        self._tokenizer, self._model = _load(config)
        size = _outputs(self._model)
        if len(self._tokenizer) > size:
            raise InvalidInputError(
                "model", f"its tokenizer has {len(self._tokenizer)} tokens, the model {size}"
            )
        self._grammar = Grammar(
            self._tokenizer, grammar_schema(), size, self._tokenizer.eos_token_id
        )
        self._context = _context(self._model.config)

    def propose(self, request: Request) -> Answer:
        """Asks the model; see `planning.language.provider.Provider`."""
        start = time.monotonic()
        messages, prompt = self._prompt(request)
        if len(prompt) + self._config.max_new_tokens > self._context:
            return Answer(
                Outcome.REFUSED,
                message=f"the prompt has {len(prompt)} tokens, and {self._config.max_new_tokens} "
                f"are for the answer, but the model takes {self._context} together; shorten the "
                "prompt's templates, or take another model",
            )
        key = self._cache_key(messages)
        known = self._known(key)
        if known is not None:
            return known
        try:
            decoded = self._decode(prompt, start + self._config.deadline_s)
        except (RuntimeError, DecodingError) as error:  # out of memory, for one
            return Answer(Outcome.UNAVAILABLE, message=printable(str(error)))
        usage = Usage(1, 0, len(prompt), decoded.tokens, 0.0, time.monotonic() - start)
        return self._answer(decoded, key, usage)

    def _prompt(self, request: Request) -> tuple[list[Message], list[int]]:
        """Messages and their tokens, with fewer examples where all of them do not fit."""
        most = self._prompter.examples
        messages: list[Message] = []
        tokens: list[int] = []
        for examples in dict.fromkeys((most, most // 2, 0)):
            messages = self._prompter.messages(request, examples)
            tokens = _tokens(self._tokenizer, messages)
            if len(tokens) + self._config.max_new_tokens <= self._context:
                break
        return messages, tokens

    def _decode(self, prompt: Sequence[int], deadline: float) -> Decoded:
        import torch

        with torch.inference_mode():
            return self._grammar.decode(
                _Continuation(self._model, prompt).logits,
                self._picker(),
                self._config.max_new_tokens,
                deadline,
            )

    def _picker(self) -> Callable[[torch.Tensor], int]:
        """Chooses a token by its logits."""
        import torch

        temperature = self._config.temperature
        if temperature == 0:
            return lambda logits: int(torch.argmax(logits))
        generator = torch.Generator().manual_seed(self._config.seed)

        def sample(logits: torch.Tensor) -> int:
            shares = torch.softmax(logits.cpu() / temperature, dim=-1)
            return int(torch.multinomial(shares, 1, generator=generator))

        return sample

    def _answer(self, decoded: Decoded, key: str, usage: Usage) -> Answer:
        if decoded.late:
            said = f"the model did not end within {self._config.deadline_s:g} s"
            return Answer(Outcome.TIMED_OUT, message=said, usage=usage)
        try:
            proposal = parse_answer(decoded.text)
        except MalformedAnswerError as error:
            return Answer(Outcome.MALFORMED, message=str(error), usage=usage)
        said = (
            f"the answer was cut off after {self._config.max_new_tokens} tokens and closed"
            if decoded.closed
            else ""
        )
        if self._cache is not None and not decoded.closed:
            self._cache.put(key, {"proposal": proposal.model_dump_json()})
        return Answer(Outcome.PROPOSED, proposal, said, usage)

    def _known(self, key: str) -> Answer | None:
        entry = self._cache.get(key) if self._cache is not None else None
        try:
            proposal = parse_answer(str(entry.get("proposal"))) if entry else None
        except MalformedAnswerError:
            return None
        return proposal and Answer(Outcome.PROPOSED, proposal, usage=Usage(cached=1))

    def _cache_key(self, messages: Sequence[Message]) -> str:
        config = self._config
        return cache_key(
            provider="transformers",
            model=config.model,
            revision=config.revision,
            files=_files(config.model),
            messages=messages,
            schema=grammar_schema(),
            sampling=[config.temperature, config.seed, config.max_new_tokens, config.dtype],
        )


class _Continuation:
    """A text that a model goes on with, token by token.

    Args:
        model: causal language model.
        prompt: tokens that it begins with.
    """

    def __init__(self, model: Any, prompt: Sequence[int]) -> None:
        self._model = model
        self._tokens = list(prompt)
        self._seen = 0  # tokens whose keys and values are kept
        self._kept: Any = None
        taken = inspect.signature(model.forward).parameters
        self._name = next((name for name in _CACHES if name in taken), "")

    def logits(self, further: Sequence[int]) -> torch.Tensor:
        """Logits of the next token, (vocabulary,) float, after these further tokens."""
        import torch

        self._tokens += further
        new = torch.tensor([self._tokens[self._seen :]], device=self._model.device)
        if not self._name:  # a model that keeps nothing of this kind reads everything again
            return self._model(input_ids=new).logits[0, -1]
        output = self._model(input_ids=new, use_cache=True, **{self._name: self._kept})
        self._kept = getattr(output, self._name)
        self._seen = len(self._tokens) if self._kept is not None else 0
        return output.logits[0, -1]


def transformers_problem() -> str:
    """Which packages are missing and how to get them; "" if none is."""
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if not missing:
        return ""
    return f"{' and '.join(missing)} not installed; pip install 'hestia[language]'"


def _load(config: TransformersConfig) -> tuple[Any, Any]:
    """Tokenizer and model; code that comes with a model is never run, nor weights unpickled."""
    import torch
    import transformers

    options: dict[str, Any] = {
        "local_files_only": config.local_files_only,
        "trust_remote_code": False,
        "revision": config.revision or "main",
    }
    dtype = config.dtype if config.dtype == "auto" else getattr(torch, config.dtype)
    device = config.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        tokenizer: Any = transformers.AutoTokenizer.from_pretrained(config.model, **options)
        model: Any = transformers.AutoModelForCausalLM.from_pretrained(
            config.model, dtype=dtype, use_safetensors=True, **options
        )
        return tokenizer, model.to(device).eval()
    except Exception as error:  # whatever the libraries raise for files that they cannot read
        hint = "; set local_files_only=false to download it" if config.local_files_only else ""
        raise InvalidInputError(
            "model",
            f"{printable(config.model, 200)} cannot be loaded: {printable(str(error))}{hint}",
        ) from None


def _outputs(model: Any) -> int:
    """Tokens that a model chooses among."""
    weight = getattr(model.get_output_embeddings(), "weight", None)
    return int(model.config.vocab_size if weight is None else weight.shape[0])


def _context(config: Any) -> int:
    """Tokens that a model takes, prompt and answer together."""
    for name in ("max_position_embeddings", "n_positions", "max_seq_len"):
        value = getattr(config, name, None)
        if isinstance(value, int) and value > 0:
            return value
    return _FALLBACK_CONTEXT


def _tokens(tokenizer: Any, messages: Sequence[Message]) -> list[int]:
    """Messages as a model's tokens: by its chat template, or plainly where it has none."""
    from jinja2 import TemplateError

    whole = "\n\n".join(message["content"] for message in messages)
    if getattr(tokenizer, "chat_template", None):
        for form in (list(messages), [{"role": "user", "content": whole}]):
            try:
                text = tokenizer.apply_chat_template(
                    form, tokenize=False, add_generation_prompt=True
                )
                return list(tokenizer(text, add_special_tokens=False)["input_ids"])
            except TemplateError:  # such as one that takes no system message
                continue
    return list(tokenizer(whole)["input_ids"])


def _files(model: str) -> list[tuple[str, int, int]]:
    """(name, size, time of change) of a local model's weights, so that a new one is noticed."""
    return [
        (path.name, path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(Path(model).glob("*.safetensors"))
    ]
