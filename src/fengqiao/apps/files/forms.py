"""What administrators type about a recording for everybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.files.publishing import MOST_REASON, MOST_TEXT, MOST_TITLE, languages
from fengqiao.ui.language import in_language


class RecordingForm(forms.Form):
    """A new recording."""

    title = forms.CharField(label=_("题目"), max_length=MOST_TITLE)
    language = forms.ChoiceField(label=_("是什么语言"))
    upload = forms.FileField(label=_("录音"), widget=forms.FileInput(attrs={"accept": "audio/*,.mp3,.m4a,.wav,.ogg"}))
    transcript = forms.CharField(
        label=_("文字"), max_length=MOST_TEXT, help_text=_("录音里说的、唱的，写成文字；听不见的人靠它。"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", said("请选择")), *((code, in_language(words)) for code, words in languages().items())]
        self.fields["language"].choices = offered  # type: ignore[attr-defined]
        self.fields["upload"].help_text = said("MP3、M4A、WAV或者OGG，最大 %(n)s MB。") % {"n": settings.FILE_MEGABYTES}


class WithdrawForm(forms.Form):
    """Why a recording is withdrawn."""

    reason = forms.CharField(label=_("为什么撤下"), max_length=MOST_REASON)
