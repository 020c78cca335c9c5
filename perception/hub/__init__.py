"""Eyes from the Hugging Face hub: any segmenter, open-vocabulary detector and depth estimator."""

from perception.hub.eyes import HubEyes
from perception.hub.labels import LabelMap
from perception.hub.settings import HubSettings

__all__ = ["HubEyes", "HubSettings", "LabelMap"]
